"""Entering a company or a lead: likely duplicates stand on the screen before anything is stored."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from crm.core.by_key import keys_of
from crm.core.turns import take_turns
from crm.core.writes import as_one
from crm.staff.form_screens import ScopedCreate

from ..models import Company, Lead
from ..naming.likeness_kinds import Kind
from ..naming.names import turn_of
from .matching import likely, worth_a_look

SHOWN = 5


def companies_like(user, name: str, **more) -> list:
    """Likely duplicates of ``name`` among what ``user`` sees."""
    matches = worth_a_look(likely(name, **more))[:SHOWN]
    visible = set(
        Company.objects.visible_to(user)
        .filter(pk__in=[match.company_id for match in matches])
        .values_list("pk", flat=True)
    )
    return [match for match in matches if match.company_id in visible]


def likely_companies(request):
    """The fragment that the form shows while a name is typed."""
    if not request.user.has_perm("leads.add_company"):
        raise PermissionDenied
    name, name_en = (request.GET.get(param, "")[:200] for param in ("name", "name_en"))
    return render(
        request,
        "leads/_likely.html",
        {"matches": companies_like(request.user, name, name_en=name_en), "live": True},
    )


class CheckedCreate(ScopedCreate):
    """Stores only after the person has seen the likely duplicates, and said that none of them is
    meant.

    Of two people who enter the same company at the same instant, the second waits and is then shown
    what the first one stored.
    """

    @as_one()
    def form_valid(self, form):
        take_turns(Company, self.turns(form))
        self.form = form
        matches, rivals = self.companies_like(form), self.rivals(form)
        distinct, other_leads = self._said("distinct"), self._said("another_lead")
        if {match.company_id for match in matches} - distinct or {
            lead.pk for lead in rivals
        } - other_leads:
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
