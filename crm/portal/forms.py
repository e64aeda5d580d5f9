from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commissions.models import Objection
from crm.core.forms import WanField
from crm.core.history import save_as
from leads.models import Company, Industry
from leads.pipeline.register import channel_of, register_lead


class RegisterForm(forms.Form):
    """A company and what it intends: as much as a referrer can say in a minute."""

    company = forms.CharField(label=_("company"), max_length=200)
    title = forms.CharField(label=_("project in a few words"), max_length=200)
    investment = WanField(label=_("intended investment"), required=False)
    industry = forms.ModelChoiceField(Industry.objects.filter(level=1), label=_("industry"), required=False)
    content = forms.CharField(label=_("what is to be built"), widget=forms.Textarea(attrs={"rows": 4}), required=False)

    def __init__(self, *args, agent, **kwargs):
        self.agent = agent
        super().__init__(*args, **kwargs)

    def clean_company(self):
        return self.cleaned_data["company"].strip()

    @transaction.atomic
    def save(self, *, by):
        facts = self.cleaned_data
        name = facts.pop("company")
        company = Company.objects.named(name).first()
        if company is None:
            company = save_as(Company(name=name), by=by, reason=_("registered by an agent (reason)"))
        department = self.agent.department or by.department
        return register_lead(
            by=by, company=company, agent=self.agent, channel=channel_of(self.agent), department=department, **facts
        )


class StepForm(forms.Form):
    step = forms.ChoiceField(choices=[("confirm", "confirm"), ("dispute", "dispute")])
    note = forms.CharField(required=False, max_length=1000)


class ObjectionForm(forms.ModelForm):
    class Meta:
        model = Objection
        fields = ["name", "contact", "text"]
