"""The five questions to whom we do not know, and what else may be told; the answers become facts.

The answers stand in the query of the address, so that nothing is stored, and a result can be kept
or sent as a link.
"""

from collections import Counter
from decimal import Decimal
from operator import itemgetter
from os.path import commonprefix

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.firsts import firsts
from crm.core.punctuation import aside
from crm.staff.forms import WanField
from leads.models import Industry
from parks.models import ParkIndustry

from ..matching import FACTS, Facts
from ..matching.codes import SECTION_NAMES, section_of
from ..matching.vocabulary import LIST_NAMES, MONEY
from ..models import Qualification
from ..models.policy_blocks import choices_of, language, region_choices

MOST_LEADING = 8
NONE_OF_THEM = "none"
LOCAL = "local"
OTHER = "other"  # none of the leading industries
PLAIN = (forms.TextInput, forms.Select, forms.Textarea, forms.NumberInput, forms.EmailInput)
# Only what people can say offhand; all else the bureau works out.
MORE_AMOUNTS = (
    "revenue",
    "research",
    "rent",
    "foreign_capital",
    "talents",
    "freight",
    "interest",
    "local_tax",
    "total_tax",
    "paid_in",
    "fixed_assets",
    "output",
    "wages",
    "financing",
    "plant_sqm",
    "years_here",
)
MORE_CHOICES = ("size", "listing")


def leading_industries() -> list[tuple[str, str]]:
    """[(codes, name)] of what most of the city's parks are for."""
    leading = ParkIndustry.objects.filter(role="leading").exclude(industry_codes="")
    counts = Counter(leading.values_list("industry_codes", "name"))
    commonest = [industry for industry, _parks in counts.most_common()]
    return firsts(commonest, itemgetter(1))[:MOST_LEADING]


def _codes(what: str) -> list[str]:
    return [] if what == OTHER else what.split("、")


def _common(codes: list[str]) -> str:
    """The branch on which all the codes grow: 384 and 382 → 38, 398 and 32 → C."""
    prefix = commonprefix(codes)
    if len(prefix) >= 2:
        return prefix
    sections = {section_of(code) for code in codes if code.isdecimal()}
    return sections.pop() if len(sections) == 1 else ""


def sections() -> list[tuple[str, str]]:
    """The sections of GB/T 4754 in the reader's language."""
    if language() == "en":
        return [(code, name.capitalize()) for code, name in SECTION_NAMES.items()]
    return [(industry.code, industry.name) for industry in Industry.objects.filter(level=1)]


class AnswersForm(forms.Form):
    """All of it may stay empty: what is not told counts neither for nor against."""

    what = forms.ChoiceField(
        label=gettext_lazy("What do you do?"), required=False, widget=forms.RadioSelect
    )
    section = forms.ChoiceField(label=gettext_lazy("another industry"), required=False)
    capital_from = forms.ChoiceField(
        label=gettext_lazy("Where are you from?"), required=False, widget=forms.RadioSelect
    )
    region = forms.ChoiceField(label=gettext_lazy("where you want to settle"), required=False)
    total_investment = WanField(
        label=gettext_lazy("How much will you invest?"), required=False, min_value=0
    )
    equipment = WanField(label=gettext_lazy("equipment in it"), required=False, min_value=0)
    jobs = forms.IntegerField(
        label=gettext_lazy("How many people will you hire in three years?"),
        required=False,
        min_value=0,
        max_value=1_000_000,
    )
    has = forms.MultipleChoiceField(
        label=gettext_lazy("What are you?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Leading industries have Chinese names alone.
        self.leading = leading_industries() if language() == "zh" else []
        others = [(OTHER, pgettext("industry", "another"))] if self.leading else []
        self.fields["what"].choices = [*self.leading, *others]
        if not self.leading:
            self.fields["section"].label = self.fields["what"].label
        self.fields["section"].choices = [("", _("— choose —")), *sections()]
        self.fields["region"].choices = [("", _("not decided yet")), *region_choices()]
        local = (LOCAL, pgettext_lazy("origin of the capital", "already here"))
        self.fields["capital_from"].choices = [*choices_of("capital_from"), local]
        self.qualifications = list(Qualification.objects.filter(is_asked=True))
        self.fields["has"].choices = [
            *((qualification.code, str(qualification)) for qualification in self.qualifications),
            *choices_of("list500"),
            (NONE_OF_THEM, _("none of these")),
        ]
        for name in MORE_AMOUNTS:
            self.fields[name] = _amount_field(name)
        for name in MORE_CHOICES:
            label = FACTS[name].label[language()]
            choices = [("", "—"), *choices_of(name)]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        look(self)

    @property
    def answered(self) -> int:
        """How many of the five are answered."""
        answers = self.cleaned_data if self.is_bound and self.is_valid() else {}
        groups = (
            ("what", "section"),
            ("capital_from",),
            ("total_investment",),
            ("jobs",),
            ("has",),
        )
        blanks = (None, "", [], OTHER)
        return sum(any(answers.get(name) not in blanks for name in group) for group in groups)

    def more(self, names) -> list:
        """The fields of ``names`` beyond the five, and those that were filled in already."""
        candidates = [*names, *(name for name in self.data if self.data.get(name))]
        optional = {*MORE_AMOUNTS, *MORE_CHOICES}
        return [self[name] for name in dict.fromkeys(candidates) if name in optional]

    def facts(self) -> Facts:
        """What was told; the form has been found valid."""
        answers = self.cleaned_data
        values = {
            "industry": _common(_codes(answers["what"])) or answers["section"] or None,
            "region": answers["region"] or None,
            **self._origin(),
            **self._what_it_is(),
        }
        values |= {name: answers[name] or None for name in MORE_CHOICES}
        for name in ("total_investment", "equipment", "jobs", *MORE_AMOUNTS):
            if answers[name] is not None:
                values[name] = Decimal(answers[name])
        return Facts(
            timezone.localdate(),
            {name: value for name, value in values.items() if value is not None},
        )

    @staticmethod
    def nothing() -> Facts:
        return Facts(timezone.localdate())

    def _origin(self) -> dict:
        origin = self.cleaned_data["capital_from"]
        if not origin:
            return {}
        if origin == LOCAL:
            return {"capital_from": "same_province"}
        return {"capital_from": origin, "years_here": Decimal(0)}

    def _what_it_is(self) -> dict:
        """Once something is ticked, what is not ticked is known to be untrue."""
        codes = set(self.cleaned_data["has"])
        if not codes:
            return {}
        flags = {
            qualification.code: qualification.code in codes for qualification in self.qualifications
        }
        return flags | {"list500": frozenset(codes & set(LIST_NAMES))}


def look(form: forms.Form) -> None:
    """Its fields as the site draws them."""
    for field in form.fields.values():
        if isinstance(field.widget, PLAIN) and not isinstance(field, WanField):
            field.widget.attrs.setdefault("class", "ds-input")


def _amount_field(name: str) -> forms.Field:
    fact = FACTS[name]
    label = fact.label[language()]
    if fact.kind == MONEY:
        return WanField(label=label, required=False, min_value=0)
    with_unit = label + aside(fact.unit[language()])
    return forms.IntegerField(label=with_unit, required=False, min_value=0, max_value=10**9)
