"""How often one may try to log in, and to prove once more who one is. Failures are counted apart
from this (``lockout.py``).
"""

from django.utils.translation import gettext_lazy as _

from crm.core.limits.routes import limit_routes
from crm.core.models.rate_limit import KnownLimit, Scope, register_rate_limits

LOGINS, PROOFS = "logins", "proofs_of_oneself"


def register():
    register_rate_limits(
        {
            LOGINS: KnownLimit(_("Log-ins tried"), Scope.ADDRESS, 300, 600),
            PROOFS: KnownLimit(_("Codes and keys shown once more"), Scope.ACCOUNT, 60, 600),
        }
    )
    limit_routes(
        "portal:login",
        "wagtailadmin_login",
        "account_login",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "openid_connect_login",
        "openid_connect_callback",
        by=[LOGINS],
    )
    limit_routes("openid_connect_callback", by=[LOGINS], methods=["GET"])
    limit_routes(
        "confirm",
        "confirm_factor",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
        "mfa_generate_recovery_codes",
        "portal:password_change",
        by=[PROOFS],
    )
