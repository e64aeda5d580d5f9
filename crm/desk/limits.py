"""How often strangers may ask the service desk. The desk's rule numbers limit requests and wrong
codes besides (``strangers``).
"""

from django.utils.translation import gettext_lazy as _

from crm.core.limits.routes import PUBLIC_SEARCHES, limit_routes
from crm.core.models.rate_limit import KnownLimit, Scope, register_rate_limits

REQUESTS, FOLLOWED, TOGETHER = "service_requests", "requests_followed", "forms_of_strangers"


def register():
    register_rate_limits(
        {
            REQUESTS: KnownLimit(_("Service requests"), Scope.ADDRESS, 40, 3600, code_from=20),
            FOLLOWED: KnownLimit(_("Service requests followed"), Scope.ADDRESS, 120, 60),
            TOGETHER: KnownLimit(
                _("Public forms of all senders together"), Scope.EVERYBODY, 600, 3600, code_from=60
            ),
        }
    )
    limit_routes("service:ask", by=[REQUESTS, TOGETHER])
    limit_routes("service:find", "service:track", by=[FOLLOWED])
    limit_routes("service:track", "service:file", by=[FOLLOWED], methods=["GET"])
    limit_routes("service:offered", by=[PUBLIC_SEARCHES], methods=["GET"])
