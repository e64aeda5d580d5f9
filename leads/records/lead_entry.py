"""Entering a lead: its company may be new, and what it comes of is kept."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.by_key import key_of

from ..channels.origin import find_origin, keep_origin
from ..companies.checked_entry import CheckedCreate, companies_like
from ..companies.enter import enter_company
from ..models import Company, Lead


class NewLeadForm:
    """The company is one that is stored, or a new one by its name. ``origin`` says of what the lead
    comes.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["company"].required = False
        self.order_fields(["title", "company", "company_name"])

    def clean(self):
        facts = super().clean()
        facts["company_name"] = facts.get("company_name", "").strip()
        if (
            bool(facts.get("company")) == bool(facts["company_name"])
            and "company" not in self.errors
        ):
            self.add_error(
                "company", _("Choose the company, or write the name of a new one: one of the two.")
            )
        return facts


def new_lead_form(form_class):
    """``form_class`` with a place for the name of a company that is not stored yet."""
    name = forms.CharField(
        label=gettext_lazy("or a new company"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Its full name, as on the licence; companies of a like name are shown before it "
            "is stored."
        ),
    )
    origin = forms.CharField(required=False, widget=forms.HiddenInput)
    return type(form_class)(
        "NewLeadForm", (NewLeadForm, form_class), {"company_name": name, "origin": origin}
    )


class CreateLead(CheckedCreate):
    name_field = "company_name"

    def get_initial(self):
        """Whoever brings a lead mostly works on it."""
        user = self.request.user
        source = find_origin(self.request.GET.get("origin", ""), user)
        initial = {"department": user.department_id} | (
            {"owner": user.pk} if user.has_perm("leads.work_lead") else {}
        )
        return super().get_initial() | initial | (source.initial() if source else {})

    def get_context_data(self, **kwargs):
        """Which record the lead comes of, in words."""
        context = super().get_context_data(**kwargs)
        source = find_origin(context["form"]["origin"].value(), self.request.user)
        return context | {"origin": source and source.record}

    def get_form_kwargs(self):
        """“Use this one” puts a stored company in the place of the new name."""
        kwargs = super().get_form_kwargs()
        if self.request.method == "POST" and key_of(Company, self.request.POST.get("use")):
            kwargs["data"] = self.request.POST.copy()
            kwargs["data"].update({"company": self.request.POST["use"], "company_name": ""})
            kwargs["data"].setlist("company", [self.request.POST["use"]])
            kwargs["data"].setlist("company_name", [""])
        return kwargs

    def companies_like(self, form):
        name = form.cleaned_data["company_name"]
        return companies_like(self.request.user, name) if name else []

    def rivals(self, form):
        """Open leads about the company that was chosen: the same one may be on another desk."""
        company = form.cleaned_data.get("company")
        return list(Lead.objects.open().filter(company=company)) if company else []

    def save_instance(self):
        facts, user = self.form.cleaned_data, self.request.user
        name, origin = facts.pop("company_name"), facts.pop("origin")
        if name:
            if not user.has_perm("leads.add_company"):
                raise PermissionDenied
            facts["company"] = enter_company(by=user, name=name, distinct_from=self.distinct)
        with transaction.atomic():
            lead = super().save_instance()
            keep_origin(lead, origin, by=user)
        return lead
