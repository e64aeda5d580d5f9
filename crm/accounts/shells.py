"""In which frame a screen stands: the staff admin's for staff, the portal's for all others."""

import json

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from .doors import entrance_of

OF_STAFF, OF_PORTAL = "accounts/shells/staff.html", "portal/base.html"
ENTRANCE_OF_STAFF = "accounts/shells/entrance.html"


class AtTheEntrance:
    """Mixin of screens before anybody is logged in."""

    shell = None

    def get_context_data(self, **kwargs):
        by_staff = entrance_of(self.request).startswith("/admin/")
        shell = self.shell or (ENTRANCE_OF_STAFF if by_staff else OF_PORTAL)
        return super().get_context_data(**kwargs) | {"shell": shell}


class InOwnShell(LoginRequiredMixin):
    """Mixin of screens about one's own login; staff read them in the language that they chose."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        with translation.override(language_of(request.user)):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def get_login_url(self):
        return entrance_of(self.request)

    def get_context_data(self, **kwargs):
        shell = OF_STAFF if self.request.user.is_staff else OF_PORTAL
        return super().get_context_data(**kwargs) | {"shell": shell}


def as_json(options) -> str:
    """What a browser is asked about passkeys, for an attribute of its button."""
    return json.dumps(options, cls=DjangoJSONEncoder)


def language_of(person) -> str:
    profile = getattr(person, "wagtail_userprofile", None) if person.is_staff else None
    return profile.get_preferred_language() if profile else translation.get_language()
