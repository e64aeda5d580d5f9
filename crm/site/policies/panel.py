"""What a lead, a project, an enterprise or a company could get, on its page in the staff admin."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from commissions.documents.kinds import DOCUMENT_KINDS
from crm.core.punctuation import aside, clauses, labelled
from crm.staff.extensions import add_tabs
from crm.staff.forms import WanField
from crm.staff.permitted import permitted
from crm.staff.record_parts import Tab
from leads.models import Company, Lead, Project
from parks.models import Enterprise

from ..matching import FACTS
from ..matching.vocabulary import AMOUNTS, CHOICE, MONEY
from ..models import PolicyApplication, Qualification
from ..models.policy_blocks import choices_of, language
from .facts import facts_of
from .fitting import fits_for
from .know import know

MOST_ASKED = 8
YES_NO = [("", "—"), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]


def asked_form(names, data=None) -> forms.Form:
    """A field for each fact that is not known and that a person can tell."""
    qualifications = {
        qualification.code: str(qualification) for qualification in Qualification.objects.all()
    }
    candidates = {name: _field(name, qualifications) for name in names}
    fields = {name: field for name, field in candidates.items() if field is not None}
    return type("AskedForm", (forms.Form,), fields)(data)


def _field(name: str, qualifications: dict[str, str]) -> forms.Field | None:
    if name in qualifications:
        return forms.ChoiceField(label=qualifications[name], choices=YES_NO, required=False)
    fact = FACTS.get(name)
    if fact is None:
        return None
    label = fact.label[language()]
    if fact.kind == CHOICE:
        choices = [("", "—"), *choices_of(name)]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if name not in AMOUNTS:
        return None
    if fact.kind == MONEY:
        return WanField(label=label, required=False, min_value=0)
    label = label + aside(fact.unit[language()])
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=12)


def told_in(form) -> dict:
    """What was filled in, as facts."""
    answers = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    return {name: _flag(value) for name, value in answers.items()}


def _flag(value):
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def company_of(record) -> Company | None:
    return record if isinstance(record, Company) else record.company


def policies_tab(record, request) -> str:
    facts = facts_of(record)
    fits = fits_for(facts, request.user)
    company = company_of(record)
    may_tell = company is not None and request.user.has_perm("site.add_policyfact")
    context = {
        "found": fits,
        "form": asked_form(fits.asks[:MOST_ASKED]) if may_tell else None,
        "company": company,
        "back": f"{request.path}?tab=policies",
        "applications": _applications_of(record, request.user),
        "offer_url": _offer_url(record, request.user) if fits.best else "",
    }
    return render_to_string("site/policies/_panel.html", context, request)


def _offer_url(record, user) -> str:
    """The offer letter of the lead, or of the one that the project came of."""
    lead = record if isinstance(record, Lead) else getattr(record, "lead", None)
    if lead is None or not DOCUMENT_KINDS["offer"].may_be_issued_by(user):
        return ""
    is_seen = Lead.objects.visible_to(user).filter(pk=lead.pk).exists()
    return reverse("issueddocument:issue", args=["offer", lead.pk]) if is_seen else ""


def _applications_of(record, user):
    company = company_of(record)
    if company is None:
        return []
    applications = PolicyApplication.objects.visible_to(user).filter(company=company)
    return list(applications.select_related("policy")[:10])


@require_POST
def tell_facts(request, pk):
    """Store what an officer was told, so that it is not asked again."""
    companies = Company.objects.visible_to(request.user)
    company = permitted(request, companies, pk, "site.add_policyfact")
    form = asked_form(request.POST, request.POST)
    if form.is_valid():
        count = know(company, told_in(form), by=request.user)
        messages.success(request, _("Stored: %(count)d.") % {"count": count})
    else:
        problems = (
            labelled(form[name].label, " ".join(errors)) for name, errors in form.errors.items()
        )
        messages.error(request, clauses(problems))
    return redirect(_back(request) or reverse("company:inspect", args=[company.pk]))


def _back(request) -> str:
    """To the page on which it was told, if that is one of ours."""
    address = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()})
    return address if is_ours and address.startswith("/") else ""


for model in (Lead, Project, Enterprise, Company):
    add_tabs(
        model,
        Tab(
            "policies",
            gettext_lazy("Policies that fit"),
            policies_tab,
            is_for=lambda record, user: user.has_perm("site.view_policyapplication"),
            order=6,
        ),
    )
