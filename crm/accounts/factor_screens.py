"""One's own second factors: an app that shows codes, passkeys, codes on paper."""

from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from crm.core.again import check_recent

from .adapters import is_last
from .factor_forms import NewAppForm, NewPasskeyForm
from .factors import tell_of_change
from .proofs import FACTOR, has_second_factor, record
from .required import is_required
from .shells import InOwnShell, as_json

HERE = reverse_lazy("mfa_index")


class AskedFirst(InOwnShell):
    """Mixin: who changes how a login is proved is asked again who they are."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            check_recent(request.user)
        return super().dispatch(request, *args, **kwargs)


class OwnFactors(InOwnShell, IndexView):
    template_name = "accounts/factors.html"

    def get_context_data(self, **kwargs):
        authenticators = Authenticator.objects.filter(user_id=self.request.user.pk).order_by("pk")
        by_type = {
            kind: [authenticator for authenticator in authenticators if authenticator.type == kind]
            for kind in Authenticator.Type
        }
        codes = by_type[Authenticator.Type.RECOVERY_CODES]
        return super().get_context_data(**kwargs) | {
            "app": next(iter(by_type[Authenticator.Type.TOTP]), None),
            "passkeys": [
                (passkey, passkey.wrap().name) for passkey in by_type[Authenticator.Type.WEBAUTHN]
            ],
            "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
            "has_codes": bool(codes),
            "is_required": is_required(self.request.user),
            "is_missing": is_required(self.request.user) and not has_second_factor(self.request),
        }


def _proved(request, person):
    """Who has just set up a factor has shown that they have it."""
    record(request, person, FACTOR, type="new")


class NewApp(AskedFirst, ActivateTOTPView):
    template_name = "accounts/new_app.html"
    form_class = NewAppForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        by_four = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return context | {"drawing": mark_safe(context["totp_svg"]), "secret": by_four}

    def form_valid(self, form):
        response = super().form_valid(form)
        _proved(self.request, self.request.user)
        notice = _("An app that shows codes was set up.")
        messages.success(self.request, notice)
        tell_of_change(self.request.user, notice)
        return response


class EndApp(AskedFirst, DeactivateTOTPView):
    template_name = "accounts/end_factor.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": _("Give the app up"),
            "is_last": is_last(self.authenticator),
        }

    def form_valid(self, form):
        response = super().form_valid(form)
        tell_of_change(self.request.user, _("The app that shows codes was given up."))
        return response


class NewPasskey(AskedFirst, AddWebAuthnView):
    template_name = "accounts/new_passkey.html"
    form_class = NewPasskeyForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "form": kwargs.get("form") or self.get_form(),
            "options": as_json(context["js_data"]["creation_options"]),
        }

    def form_valid(self, form):
        response = super().form_valid(form)
        _proved(self.request, self.request.user)
        notice = _("A passkey was set up.")
        messages.success(self.request, notice)
        tell_of_change(self.request.user, notice)
        return response


class EndPasskey(AskedFirst, RemoveWebAuthnView):
    template_name = "accounts/end_factor.html"
    success_url = HERE

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": _("Give the passkey up"),
            "is_last": is_last(self.object),
        }

    def form_valid(self, form):
        if is_last(self.get_object()):
            messages.error(self.request, _("Set up another second factor first."))
            return HttpResponseRedirect(HERE)
        response = super().form_valid(form)
        tell_of_change(self.request.user, _("A passkey was given up."))
        return response


class RecoveryCodes(AskedFirst, ViewRecoveryCodesView):
    """To be printed and kept away from the telephone."""

    template_name = "accounts/recovery_codes.html"


class NewRecoveryCodes(AskedFirst, GenerateRecoveryCodesView):
    template_name = "accounts/new_recovery_codes.html"

    def form_valid(self, form):
        response = super().form_valid(form)
        tell_of_change(self.request.user, _("New recovery codes were made."))
        return response
