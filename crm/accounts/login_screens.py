"""The entrance: password, passkey, the city's identity provider, and the second step."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from crm.core.models import User

from .doors import DOOR, PORTAL, STAFF, came_by, entrance_of
from .factor_forms import CodeForm, PasskeyForm, PasskeyLoginForm
from .shells import ENTRANCE_OF_STAFF, OF_PORTAL, AtTheEntrance, as_json

ENTER = "wagtailadmin.access_admin"
FOLLOWING = "following"  # in the session: where a passkey's log-in leads


class LoginForm(AuthenticationForm):
    """A name longer than any login is refused at the field, before
    attempts are counted under it.
    """

    username = UsernameField(max_length=User._meta.get_field("username").max_length)


class Entrance(AtTheEntrance, auth_views.LoginView):
    """The password is the first step; what follows is allauth's (``AuthenticateView``)."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    door = PORTAL

    def dispatch(self, request, *args, **kwargs):
        if request.method == "GET" and self.door == STAFF and request.user.has_perm(ENTER):
            return redirect(self.get_success_url())
        came_by(request, self.door)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        person = form.get_user()
        login = Login(user=person, redirect_url=self.get_redirect_url() or None)
        credentials = {"username": person.get_username()}
        return perform_password_login(self.request, credentials, login)

    def get_context_data(self, **kwargs):
        following = self.get_redirect_url()
        if self.request.session.get(FOLLOWING, "") != following:
            self.request.session[FOLLOWING] = following
        return super().get_context_data(**kwargs) | {
            "is_staff_door": self.door == STAFF,
            "city": _city() if self.door == STAFF else None,
        }


def _city() -> dict | None:
    """The button of the city's identity provider."""
    if not settings.OIDC_ISSUER:
        return None
    name = settings.OIDC_NAME or _("the city's identity provider")
    return {"name": name, "link": reverse("openid_connect_login", args=["city"])}


class StaffEntrance(Entrance):
    door, shell = STAFF, ENTRANCE_OF_STAFF

    def get_default_redirect_url(self):
        return reverse("wagtailadmin_home")


class PortalEntrance(Entrance):
    shell = OF_PORTAL


def entrance(request):
    """Where allauth leads who has to begin again."""
    return redirect(entrance_of(request))


class SecondStep(AtTheEntrance, AuthenticateView):
    template_name = "accounts/second_step.html"
    form_class = CodeForm
    webauthn_form_class = PasskeyForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        person = self.stage.login.user
        kinds = set(person.authenticator_set.values_list("type", flat=True))
        options = context.get("js_data", {}).get("request_options")
        return context | {
            "person": person,
            "options": as_json(options),
            "has_passkey": "webauthn" in kinds,
            "has_code": kinds - {"webauthn"},
        }


class PasskeyLogin(LoginWebAuthnView):
    """A passkey alone, with the device's own question, is both factors."""

    form_class = PasskeyLoginForm

    def form_invalid(self, form):
        messages.error(self.request, _("The passkey was not accepted. Try again."))
        return redirect(entrance_of(self.request))

    def form_valid(self, form):
        following = self.request.session.pop(FOLLOWING, "")
        response = super().form_valid(form)
        is_in = self.request.user.is_authenticated and self.request.session.get(DOOR)
        is_safe = url_has_allowed_host_and_scheme(following, {self.request.get_host()})
        return redirect(following) if following and is_in and is_safe else response


def cancelled(request):
    """The person turned back at the city's identity provider."""
    messages.info(request, _("The log-in through the city's identity provider was broken off."))
    return redirect(entrance_of(request))
