"""A worked example of a policy: what a project with the typed amounts would earn, worked out by the
engine that also settles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _

from crm.core.money import scaled, yuan
from crm.core.punctuation import aside, phrases
from crm.staff.forms import WAN, WanField
from leads.models import Milestone

from .. import engine
from ..engine.vocabulary import BUILT_IN_VALUES
from ..engine.words import Words, unit_of
from ..models import PolicyVersion
from ..settlement.explain import Reason, reasons_of
from .asks import facts_asked_by
from .attribute_fields import attribute_field

APART = timedelta(days=10)  # between one milestone of the example and the next
MOST_YEARS = 5
FIRST_AMOUNT = Decimal(100_000_000)  # yuan
ORDER = [kind.value for kind in Milestone.Kind]


@dataclass(frozen=True)
class Earned:
    """One thing that is earned: its name with period and stage, its reasons, its amount."""

    name: str
    amount: str
    reasons: list[Reason]
    is_held: bool


@dataclass(frozen=True)
class Result:
    earned: list[Earned]
    total: str
    notes: list[str]


class ExampleForm(forms.Form):
    """What arrives of each kind that the policy counts, what it asks of the project, and how far
    the project is.
    """

    def __init__(self, version: PolicyVersion, language: engine.Language, data=None):
        super().__init__(data, prefix="try", use_required_attribute=False)
        self.policy = engine.read_published(version.document)
        self.words = Words(self.policy.document, language)
        self.begin, self.asked = version.valid_from, facts_asked_by(self.policy)
        self.milestones = sorted(self.asked.milestones, key=_place)
        for name in self.asked.metrics:
            self.fields[f"metric_{name}"] = self._amount(name)
        for name in self.asked.attributes:
            self.fields[f"attribute_{name}"] = attribute_field(self.words, name)
        if self.milestones:
            self.fields["reached"] = self._stage()

    def _amount(self, name: str) -> forms.Field:
        label, unit = self.words.named(name), unit_of(self.policy.document, name)
        if self.is_yearly(name):
            label = _("%(metric)s, each year") % {"metric": label}
        if unit:
            return forms.DecimalField(
                label=f"{label}{aside(unit[self.words.language])}", required=False
            )
        return WanField(label=label, required=False)

    def _stage(self) -> forms.Field:
        choices = [
            (str(number), self.words.named(name)) for number, name in enumerate(self.milestones, 1)
        ]
        return forms.ChoiceField(
            label=_("The project has come to"), choices=choices, initial=choices[-1][0]
        )

    def is_yearly(self, metric: str) -> bool:
        return self.years_of(metric) > 0

    def years_of(self, metric: str) -> int:
        """In how many years a metric's amounts count; 0 for one that is not counted by years."""
        spans = [
            _years(component)
            for component in self.policy.components
            if component.get("metric") == metric and component.get("per") == "year"
        ]
        return max(spans, default=0)

    def facts(self) -> engine.Facts:
        """Milestones follow each other closely from the first day of the version; money arrives
        right after them, what is counted by years in the middle of each of the years after.
        """
        values = self.cleaned_data
        count = int(values.get("reached") or 0)
        days = {
            name: self.begin + APART * number for number, name in enumerate(self.milestones[:count])
        }
        arrival = self.begin + APART * (len(self.milestones) + 1)
        return engine.Facts(
            "",
            self._stated("attribute_"),
            days,
            tuple(self._contributions(arrival)),
            (engine.Payee("1", lead=True, registered_on=self.begin - timedelta(days=1)),),
        )

    def _stated(self, prefix: str) -> dict:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value not in (None, "")
        }

    def _contributions(self, arrival: date):
        for name, amount in self._stated("metric_").items():
            years = self.years_of(name)
            days = [date(arrival.year + n, 7, 1) for n in range(1, years + 1)] or [arrival]
            for day in days:
                yield engine.Contribution(f"{name} {day}", name, amount, day)

    @property
    def as_of(self) -> date:
        """Late enough for every year of the example to be over."""
        return date(self.begin.year + MOST_YEARS + 3, 1, 1)


def _years(component) -> int:
    window = component.get("window", {})
    spans = (window.get(key) for key in ("years", "calendar_years", "full_years"))
    return min(next((int(span) for span in spans if span), 1), MOST_YEARS)


def _place(milestone: str) -> int:
    """In the order in which a project comes to them; those before the park first."""
    return ORDER.index(milestone) if milestone in ORDER else -1


def work_out(form: ExampleForm, language: str) -> Result:
    """What the engine says of a valid form."""
    policy = form.policy
    assessment = engine.assess(policy, form.facts(), form.as_of)
    earned = [
        Earned(
            phrases((policy.name_of(due.component, language), due.period)),
            f"{yuan(due.amount)}",
            reasons_of(due.steps, policy, language),
            bool(due.held),
        )
        for due in assessment.dues
    ]
    total = sum((due.amount for due in assessment.dues), Decimal(0))
    notes = engine.explain(assessment.notes, language, policy)
    return Result(earned, scaled(total, policy.currency), notes)


def first_example(version: PolicyVersion) -> dict:
    """What stands in the form at first: a round amount of the first thing that is counted, at the
    last milestone, of a project that the policy takes.
    """
    policy = engine.read_published(version.document)
    asked = facts_asked_by(policy)
    stated = {name: _usual(policy.document, name) for name in asked.attributes}
    stated |= dict(_taken(policy.document))
    initial = {f"try-attribute_{name}": value for name, value in stated.items() if value}
    for name in asked.metrics[:1]:
        is_count = unit_of(policy.document, name)
        initial[f"try-metric_{name}"] = "100" if is_count else str(FIRST_AMOUNT / WAN)
    if asked.milestones:
        initial["try-reached"] = str(len(asked.milestones))
    return initial


def _usual(document, name: str) -> str:
    """A flag that is not set, the first of several choices; "" where nothing can be guessed."""
    declared = document.get("attributes", {}).get(name) or BUILT_IN_VALUES[name]
    if declared["kind"] == "flag":
        return str(False)
    return next(filter(None, declared.get("choices", [])), "")


def _taken(document) -> Iterator[tuple[str, str]]:
    """A value of each attribute by which the policy takes a project, as far as it names values."""
    for condition in document.get("when", []):
        denied = condition.get("not", {})
        name = condition.get("attribute") or denied.get("attribute")
        if name and "in" in condition:
            yield name, condition["in"][0]
        elif name and "not_in" in condition:
            declared = document.get("attributes", {}).get(name) or BUILT_IN_VALUES[name]
            options = set(declared.get("choices", [])) - set(condition["not_in"])
            yield name, min(options, default="")
        elif name and "equals" in condition:
            yield name, str(condition["equals"])
        elif name and isinstance(denied.get("equals"), bool):
            yield name, str(not denied["equals"])
