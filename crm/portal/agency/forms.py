"""What an agent types into its pages."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commissions.models import Objection
from crm.core.encryption import NOT_KEPT
from crm.core.incoming.field import IncomingFile
from crm.core.limits.code_to_copy import CodeToCopy
from crm.staff.forms import WanField
from leads.models import Agent, Industry
from leads.naming.credit_code_field import CreditCodeField


class CompanyForm(forms.Form):
    """The company that somebody means to register."""

    company = forms.CharField(
        label=_("company"), max_length=200, help_text=_("As on the business licence")
    )
    credit_code = CreditCodeField(
        help_text=_("If you know it"),
    )


class RegisterForm(CompanyForm):
    """A company and what it intends: as much as an agency can say before the first talk."""

    title = forms.CharField(label=_("project in a few words"), max_length=200)
    investment = WanField(label=_("intended investment"), required=False)
    industry = forms.ModelChoiceField(
        Industry.objects.filter(level=1), label=_("industry"), required=False
    )
    content = forms.CharField(
        label=_("what is to be built"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    evidence = IncomingFile(
        label=_("letter of the investor"),
        required=False,
        help_text=_("With it nothing need be added at the signing; you can register without."),
    )

    def facts(self) -> dict:
        facts = dict(self.cleaned_data)
        facts.pop("evidence")
        return {"company_name": facts.pop("company"), **facts}


class RecommendForm(forms.Form):
    """The light form of a hometown referrer: a name and a sentence."""

    company = CompanyForm.base_fields["company"]
    content = forms.CharField(
        label=_("what it wants to do, and whom to call"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def facts(self) -> dict:
        name = self.cleaned_data["company"].strip()
        return {
            "company_name": name,
            "title": gettext("Recommended: %(company)s") % {"company": name},
            "content": self.cleaned_data["content"],
        }


class StepForm(forms.Form):
    step = forms.ChoiceField(choices=[("confirm", "confirm"), ("dispute", "dispute")])
    note = forms.CharField(label=_("note"), required=False, max_length=1000)


class AgentForm(forms.ModelForm):
    class Meta:
        model = Agent
        fields = ["contact_name", "phone", "email", "address", "qualifications"]
        widgets = {"qualifications": forms.Textarea(attrs={"rows": 3})}


class AccountForm(forms.Form):
    holder = forms.CharField(label=_("account holder"), max_length=200)
    bank = forms.CharField(label=_("bank and branch"), max_length=200)
    number = forms.CharField(
        label=_("account number"),
        max_length=40,
        widget=forms.TextInput(attrs={**NOT_KEPT, "inputmode": "numeric"}),
    )
    why = forms.CharField(label=_("reason"), max_length=300, required=False)


class ObjectionForm(forms.ModelForm):
    code = CodeToCopy()

    class Meta:
        model = Objection
        fields = ["name", "contact", "text"]
