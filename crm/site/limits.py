"""What strangers send by the pages of the public site: enquiries, recommendations, talks,
registrations for events, applications for policies, subscriptions.
"""

from django.utils.translation import gettext_lazy as _

from crm.core.limits.routes import PUBLIC_SEARCHES, limit_routes
from crm.core.models.rate_limit import KnownLimit, Scope, register_rate_limits
from crm.desk.limits import TOGETHER

FORMS, POLICIES = "public_forms", "policy_forms"


def register():
    register_rate_limits(
        {
            FORMS: KnownLimit(
                _("Enquiries and other forms on public pages"),
                Scope.ADDRESS,
                40,
                3600,
                code_from=20,
            ),
            POLICIES: KnownLimit(
                _("Applications for policies, and subscriptions"),
                Scope.ADDRESS,
                40,
                3600,
                code_from=20,
            ),
        }
    )
    limit_routes("wagtail_serve", by=[FORMS, TOGETHER])
    limit_routes("site:policy_apply", "site:policy_subscribe", by=[POLICIES, TOGETHER])
    limit_routes("site:policy_subscription", "site:policy_subscription_end", by=[POLICIES])
    limit_routes("site:search", by=[PUBLIC_SEARCHES], methods=["GET"])
