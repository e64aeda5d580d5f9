"""Whoever logs in from outside is answered from behind the wall."""

from django.db import transaction
from django.urls import Resolver404, resolve

from crm.core.database.wall import behind_the_wall
from crm.site.languages import is_public

# What everybody may read without a login, and whoever is logged in reads the same.
FOR_EVERYBODY = {
    "captcha-image",
    "captcha-audio",
    "captcha-refresh",
    "healthz",
    "picture",
    "robots",
    "sitemap",
    "verify",
    "verify_any",
}
NOTICES = {"portal:notice", "portal:notices"}
BY_SECRET = {"portal:invitation", "calendar"}  # whoever has the address may
NAMESPACES = {"service"}


class Wall:
    """Middleware, after it is known for whom the person acts (``crm.portal.who.ActingFor``): the
    request is one transaction, which sees what that person may see. An error takes back all that
    it wrote.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if not user.is_authenticated or user.is_staff or _is_for_everybody(request):
            return self.get_response(request)
        # What is slow to arrive is read before a transaction is begun.
        request.POST  # noqa: B018
        who = {"agent": user.acting_for, "enterprise": user.acting_for_company}
        with behind_the_wall(person=user.pk, **who):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _is_for_everybody(request) -> bool:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return True
    return (
        is_public(match)
        or match.view_name in FOR_EVERYBODY | NOTICES | BY_SECRET
        or bool(NAMESPACES & set(match.namespaces))
    )
