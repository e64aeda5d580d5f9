"""What strangers and outsiders do in the portal, and at the pages that stand beside it. What their
use cases count besides are rule numbers: companies asked for, objections, letters.
"""

from django.utils.translation import gettext_lazy as _

from crm.core.limits.routes import limit_routes
from crm.core.models.rate_limit import KnownLimit, Scope, register_rate_limits

RESETS, REGISTRATIONS, OBJECTIONS = "password_resets", "registrations", "objections"
VERIFICATIONS, INVITATIONS, ASKED = "verifications", "invitations", "requests_of_enterprises"


def register():
    register_rate_limits(
        {
            RESETS: KnownLimit(_("Letters for a new password asked for"), Scope.ADDRESS, 30, 3600),
            REGISTRATIONS: KnownLimit(
                _("Companies registered, and arbitration asked for"), Scope.ORGANISATION, 120, 3600
            ),
            OBJECTIONS: KnownLimit(_("Objections to public notices"), Scope.ADDRESS, 40, 3600),
            VERIFICATIONS: KnownLimit(_("Documents verified"), Scope.ADDRESS, 120, 60),
            INVITATIONS: KnownLimit(_("Invitations opened"), Scope.ADDRESS, 60, 600),
            ASKED: KnownLimit(
                _("Requests and applications of an enterprise"), Scope.ORGANISATION, 120, 3600
            ),
        }
    )
    limit_routes(
        "portal:password_reset",
        "portal:password_reset_confirm",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_confirm",
        by=[RESETS],
    )
    limit_routes("portal:register", "portal:ask_arbitration", by=[REGISTRATIONS])
    limit_routes("portal:notice", by=[OBJECTIONS])
    limit_routes("verify", "verify_any", by=[VERIFICATIONS], methods=["GET", "POST"])
    limit_routes("portal:invitation", by=[INVITATIONS], methods=["GET", "POST"])
    limit_routes("portal:ask", "portal:request", "portal:apply", by=[ASKED])
