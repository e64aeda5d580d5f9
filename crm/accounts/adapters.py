"""What allauth asks of the house: who may come in, where they go, how secrets are kept."""

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.encryption import decrypted, encrypted
from crm.core.errors import Refused

from .doors import entrance_of
from .from_the_city import person_behind
from .lockout import address_counted
from .required import is_required

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Accounts(DefaultAccountAdapter):
    """Nobody signs up: people are entered by the bureau, or come by its invitation."""

    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        user.backend = BACKEND
        super().login(request, user)

    def get_client_ip(self, request):
        return address_counted(request)

    def get_login_redirect_url(self, request):
        return reverse(
            "wagtailadmin_home" if request.user.is_staff else settings.LOGIN_REDIRECT_URL
        )

    def is_reauthentication_required(self, *, app, **kwargs):
        """Our own screens ask, by ``crm.core.again``."""
        return False

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        """Without the library's own sentences, which are not written for this house."""
        if message:
            messages.add_message(request, level, message)

    def send_notification_mail(self, *args, **kwargs):
        """Letters about a second factor are ours (``crm.accounts.factors``)."""

    def respond_user_inactive(self, request, user):
        return refused(request, _("This login works no more. Ask your administrator."))


class Factors(DefaultMFAAdapter):
    """Second factors: secrets are encrypted, and the last one stays where one is required."""

    def encrypt(self, text):
        return encrypted(text)

    def decrypt(self, encrypted_text):
        return decrypted(encrypted_text)

    def get_totp_issuer(self):
        return settings.WAGTAIL_SITE_NAME

    def build_totp_svg(self, url):
        """Drawn here and in place: no other host, no inline style."""
        return segno.make(url, error="m").svg_inline(scale=5, omitsize=True, light="#fff")

    def can_delete_authenticator(self, authenticator):
        return authenticator.type == Authenticator.Type.RECOVERY_CODES or not is_last(authenticator)

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}


def is_last(authenticator) -> bool:
    """Whether it is the only second factor of a person who has to have one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(
        pk=authenticator.pk
    )
    others = others.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return is_required(authenticator.user) and not others.exists()


class FromTheCity(DefaultSocialAccountAdapter):
    """Who comes from the city's identity provider is a person whom the bureau has entered."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        try:
            person_behind(sociallogin, request)
        except Refused as refusal:
            raise ImmediateHttpResponse(refused(request, str(refusal))) from None

    def on_authentication_error(self, request, provider, **kwargs):
        reason = _("The city's identity provider did not answer as it should. Try again.")
        raise ImmediateHttpResponse(refused(request, reason))


def refused(request, reason: str):
    """Back to the door where the person came in, with the reason."""
    messages.error(request, reason)
    return redirect(entrance_of(request))
