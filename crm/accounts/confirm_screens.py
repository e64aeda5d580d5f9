"""“Confirm that it is you”: before something grave, and before the house where a session has not
shown its second factor yet.
"""

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.generic.edit import FormView

from .again import RESUMED
from .factor_forms import ProofForm
from .models import Suspended
from .proofs import PASSWORD, has_own_factor, is_recent, record
from .shells import InOwnShell, as_json


class Confirm(InOwnShell, FormView):
    template_name = "accounts/confirm.html"
    form_class = ProofForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "request": self.request,
            "has_factor": has_own_factor(self.request.user),
        }

    def get_context_data(self, **kwargs):
        person = self.request.user
        kinds = set(person.authenticator_set.values_list("type", flat=True))
        has_passkey = Authenticator.Type.WEBAUTHN in kinds
        return super().get_context_data(**kwargs) | {
            "has_passkey": has_passkey,
            "options": as_json(webauthn.begin_authentication(person)) if has_passkey else "",
            "back": self.came_from(),
            "city": self._city(kinds),
        }

    def _city(self, kinds) -> str:
        """The way through the city's identity provider, for who has neither factor nor password."""
        if kinds or self.request.user.has_usable_password() or not settings.OIDC_ISSUER:
            return ""
        query = urlencode({"next": self.request.get_full_path(), "auth_params": "prompt=login"})
        return f"{reverse('openid_connect_login', args=['city'])}?{query}"

    def form_valid(self, form):
        if form.proof is not None:
            post_authentication(self.request, form.proof)
        else:
            record(self.request, self.request.user, PASSWORD)
        return self.go_on()

    def came_from(self) -> str:
        return reverse("wagtailadmin_home" if self.request.user.is_staff else "portal:home")

    def go_on(self):
        address = self.request.GET.get("next", "")
        is_safe = url_has_allowed_host_and_scheme(address, {self.request.get_host()})
        return redirect(address if is_safe else self.came_from())


class ConfirmAndGoOn(Confirm):
    """What was sent waits meanwhile; another person's, or what has waited too long, is 404."""

    def dispatch(self, request, *args, key, **kwargs):
        if request.user.is_authenticated:
            self.kept = Suspended.objects.standing(request.user).filter(pk=key).first()
            if self.kept is None:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {RESUMED: str(self.kept.pk)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "is_recent": is_recent(self.request),
            "is_kept": self.kept.method == "POST",
        }

    def post(self, request, *args, **kwargs):
        if is_recent(request):
            return self.go_on()
        return super().post(request, *args, **kwargs)

    def came_from(self):
        is_safe = url_has_allowed_host_and_scheme(self.kept.came_from, {self.request.get_host()})
        return self.kept.came_from if is_safe else super().came_from()

    def go_on(self):
        if self.kept.method == "POST":
            # 307: the browser sends the same form to the address that it is told
            return redirect(self.kept.address, preserve_request=True)
        self.kept.delete()
        return redirect(self.kept.address)
