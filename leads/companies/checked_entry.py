"""Entering a company or a lead: likely duplicates stand on the screen before anything is stored."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.by_key import key_of, keys_of
from crm.core.turns import take_turns
from crm.staff.viewsets import ScopedCreate

from ..channels.origin import find_origin, keep_origin
from ..models import Company, Lead
from .enter import enter_company
from .likeness_kinds import Kind
from .matching import likely, worth_a_look
from .names import turn_of

SHOWN = 5


def companies_like(user, name: str, **more) -> list:
    """Likely duplicates of ``name`` among what ``user`` sees."""
    matches = worth_a_look(likely(name, **more))[:SHOWN]
    seen = set(
        Company.objects.visible_to(user)
        .filter(pk__in=[match.company_id for match in matches])
        .values_list("pk", flat=True)
    )
    return [match for match in matches if match.company_id in seen]


def likely_companies(request):
    """The fragment that the form shows while a name is typed."""
    if not request.user.has_perm("leads.add_company"):
        raise PermissionDenied
    name, name_en = (request.GET.get(each, "")[:200] for each in ("name", "name_en"))
    return render(
        request,
        "leads/_likely.html",
        {"matches": companies_like(request.user, name, name_en=name_en), "live": True},
    )


class CheckedCreate(ScopedCreate):
    """Stores only after the person has seen the likely duplicates, and said that none of them is
    meant.

    Who enters the same company at the same instant waits, and is then shown what the first one
    stored.
    """

    @transaction.atomic
    def form_valid(self, form):
        take_turns(Company, self.turns(form))
        self.form = form
        matches, rivals = self.companies_like(form), self.rivals(form)
        seen, seen_leads = self._said("distinct"), self._said("another_lead")
        if {match.company_id for match in matches} - seen or {
            lead.pk for lead in rivals
        } - seen_leads:
            return self.render_to_response(
                self.get_context_data(form=form, matches=matches, **self._in_words(rivals))
            )
        self.distinct = {match.company_id for match in matches}
        return super().form_valid(form)

    def turns(self, form) -> list[str]:
        company = form.cleaned_data.get("company")
        return [turn_of(company.name if company else form.cleaned_data[self.name_field])]

    name_field = "name"

    def companies_like(self, form) -> list:
        return []

    def rivals(self, form) -> list[Lead]:
        return []

    def _said(self, name) -> set[int]:
        return set(keys_of(Company, self.request.POST.get(name, "").split(",")))

    def _in_words(self, rivals):
        """Leads of other departments are counted, not named."""
        visible = list(
            Lead.objects.visible_to(self.request.user)
            .filter(pk__in=[lead.pk for lead in rivals])
            .select_related("owner")
        )
        return {
            "rivals": visible,
            "hidden_rivals": len(rivals) - len(visible),
            "rival_ids": [lead.pk for lead in rivals],
        }


class CreateCompany(CheckedCreate):
    def companies_like(self, form):
        facts = form.cleaned_data
        return companies_like(
            self.request.user,
            facts["name"],
            name_en=facts.get("name_en", ""),
            credit_code=facts.get("credit_code", ""),
        )

    def form_invalid(self, form):
        """A credit code that is taken is answered with the company that has it."""
        name, code = form.data.get("name", "")[:200], form.data.get("credit_code", "")[:40]
        self.holders = [
            match
            for match in companies_like(self.request.user, name, credit_code=code)
            if match.kind == Kind.CODE
        ]
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        holders = getattr(self, "holders", [])
        return {
            **super().get_context_data(**kwargs),
            **({"matches": holders, "taken": True} if holders else {}),
        }

    def save_instance(self):
        return self.create_through(
            by=self.request.user, distinct_from=self.distinct, **self.form.cleaned_data
        )


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
        found = find_origin(self.request.GET.get("origin", ""), user)
        own = {"department": user.department_id} | (
            {"owner": user.pk} if user.has_perm("leads.work_lead") else {}
        )
        return super().get_initial() | own | (found.initial() if found else {})

    def get_context_data(self, **kwargs):
        """Which record the lead comes of, in words."""
        context = super().get_context_data(**kwargs)
        found = find_origin(context["form"]["origin"].value(), self.request.user)
        return context | {"origin": found and found.record}

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
