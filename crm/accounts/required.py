"""Staff log in with a second factor: by a rule number that is on until the bureau takes it off.

The people of the demonstration, whose passwords everybody reads, are asked for none.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from crm.core.models import Parameter

from .proofs import has_own_factor, has_second_factor

# What answers before the second factor is there, besides the screens of this app.
OPEN = {
    "portal:logout",
    "wagtailadmin_logout",
    "wagtailadmin_login",
    "portal:login",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "healthz",
}
OURS = "crm.accounts."


def is_required(person) -> bool:
    if not person.is_staff or person.is_demo:
        return False
    return Parameter.whole("second_factor_for_staff") > 0


class SecondFactorRequired:
    """Middleware: staff who have none set one up first; who has one proves it first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not request.user.is_staff:
            return None
        if _is_open(request, view) or has_second_factor(request) or not is_required(request.user):
            return None
        if request.method != "GET":
            raise PermissionDenied
        if not has_own_factor(request.user):
            return redirect("mfa_index")
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('confirm_factor')}?{query}")


def _is_open(request, view) -> bool:
    module = getattr(view, "view_class", view).__module__
    return module.startswith(OURS) or request.resolver_match.view_name in OPEN
