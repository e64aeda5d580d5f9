"""What is typed to prove who one is; wrong codes are counted as wrong passwords are."""

from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.errors import Refused

from .factors import authenticator_of_code
from .lockout import count_wrong, refuse_locked

MOST_OF_CODE = 20


def code_field(**kwargs) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=pgettext_lazy("of a second factor", "code"),
        max_length=MOST_OF_CODE,
        widget=forms.TextInput(attrs=attrs),
        help_text=gettext_lazy("Six figures from the app, or one of your recovery codes."),
        **kwargs,
    )


def checked_code(request, person, code: str):
    """The authenticator. Raises ValidationError; a wrong code counts."""
    try:
        refuse_locked(request, person)
    except Refused as refusal:
        request.axes_locked_out = True
        raise forms.ValidationError(str(refusal)) from None
    authenticator = authenticator_of_code(person, code)
    if authenticator is None:
        count_wrong(request, person)
        raise forms.ValidationError(
            _("This code is not right. Take the one that stands there now.")
        )
    return authenticator


class CodeForm(forms.Form):
    """The second step of a log-in."""

    code = code_field()

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self):
        self.authenticator = checked_code(context.request, self.user, self.cleaned_data["code"])
        return self.cleaned_data["code"]

    def save(self):
        post_authentication(context.request, self.authenticator)


class PasskeyForm(AuthenticateWebAuthnForm):
    """The same by a passkey, which nobody guesses: what the browser signed is checked."""


class PasskeyLoginForm(LoginWebAuthnForm):
    pass


class NewPasskeyForm(AddWebAuthnForm):
    """Always one that may log in by itself: the device asks for a finger or a number."""

    name = forms.CharField(label=pgettext_lazy("of a passkey", "name"), max_length=60)
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def clean(self):
        self.cleaned_data["passwordless"] = True
        return super().clean()


class NewAppForm(ActivateTOTPForm):
    """The first code of an app, which shows that it has the secret."""

    code = code_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Six figures that the app shows now.")


class ProofForm(forms.Form):
    """Who is logged in proves it again: by the second factor, or by the password where there is
    none.
    """

    resumed = forms.CharField(required=False, widget=forms.HiddenInput)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)
    code = code_field(required=False)
    password = forms.CharField(
        label=gettext_lazy("password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, has_factor: bool, **kwargs):
        self.request, self.proof = request, None
        super().__init__(*args, **kwargs)
        del self.fields["password" if has_factor else "code"]
        if not has_factor:
            del self.fields["credential"]

    def clean(self):
        facts = super().clean()
        if self.errors:
            return facts
        if facts.get("credential"):
            self.proof = self._passkey(facts["credential"])
        elif facts.get("code"):
            self._by_code(facts["code"])
        elif facts.get("password"):
            self._by_password(facts["password"])
        else:
            raise forms.ValidationError(_("Say who you are: nothing was typed."))
        return facts

    def _passkey(self, credential):
        form = AuthenticateWebAuthnForm({"credential": self.data["credential"]}, user=self._person)
        if form.is_valid():
            return form.cleaned_data["credential"]
        raise forms.ValidationError(_("The passkey was not accepted. Try again."))

    def _by_code(self, code):
        try:
            self.proof = checked_code(self.request, self._person, code)
        except forms.ValidationError as error:
            self.add_error("code", error)

    def _by_password(self, password):
        """Axes counts and locks, as at the entrance."""
        name = self._person.get_username()
        if authenticate(self.request, username=name, password=password) is None:
            self.add_error("password", _("This is not your password."))

    @property
    def _person(self):
        return self.request.user
