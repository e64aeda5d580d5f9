"""What every visitor of the portal types, whomever it acts for: login, invitation, own person."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.models import User


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "phone", "email"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("of an invitation", "code"),
        max_length=20,
        help_text=_("The bureau tells it to you by telephone or in person."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class AcceptForm(forms.Form):
    username = forms.CharField(
        label=_("login name"), max_length=60, help_text=_("Your phone number, for example")
    )
    email = forms.EmailField(
        label=_("e-mail"), help_text=_("A forgotten password is set anew by e-mail.")
    )
    password = forms.CharField(
        label=_("password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, needs_code: bool = False, consent: str = "", **kwargs):
        """``consent``: the words that the person is asked to agree to, "" where there are none."""
        super().__init__(*args, **kwargs)
        if needs_code:
            self.fields = {**CodeForm.base_fields, **self.fields}
        if consent:
            self.fields["agrees"] = forms.BooleanField(
                label=_("I agree"), required=False, help_text=consent
            )

    def clean(self):
        facts = super().clean()
        if facts.get("password") and facts.get("again") and facts["password"] != facts["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        if facts.get("password"):
            self._check_strength(facts)
        return facts

    def _check_strength(self, facts):
        try:
            validate_password(
                facts["password"],
                User(username=facts.get("username", ""), email=facts.get("email", "")),
            )
        except forms.ValidationError as error:
            self.add_error("password", error)

    def facts(self) -> dict:
        names = ("username", "email", "password", "code", "agrees")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
