"""Conditions and benefits of a policy as blocks of the page editor. What they come to is read by
``crm.site.matching.edited``.
"""

from functools import partial

from django.apps import apps
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from commissions.engine import Language

from ..matching.vocabulary import AMOUNTS, COUNT, FACTS

LESS_THAN_ALL = 3  # digits of an industry group, the finest that the editor offers
CITY_DIGITS = 4  # of a region's code


def language() -> Language:
    return Language.of(get_language() or "zh")


def amount_choices():
    return [(name, f"{FACTS[name].label[language()]}") for name in AMOUNTS]


def count_choices():
    counts = [name for name in AMOUNTS if FACTS[name].kind == COUNT]
    return [(name, FACTS[name].label[language()]) for name in counts]


def choices_of(fact: str):
    return [(code, name[language()]) for code, name in FACTS[fact].choices.items()]


def industry_choices():
    industries = apps.get_model("leads", "Industry").objects.filter(level__lte=LESS_THAN_ALL)
    return [(industry.code, str(industry)) for industry in industries.order_by("level", "code")]


def region_choices():
    """The cities in which there are parks, each before its districts."""
    regions = apps.get_model("leads", "Region").objects
    of_parks = regions.filter(park__isnull=False).values_list("code", flat=True)
    cities = {code[:CITY_DIGITS] for code in of_parks}
    places = regions.filter(Q(code__in=cities) | Q(parent__in=cities)).order_by("code")
    return list(places.values_list("code", "name"))


def qualification_choices():
    return apps.get_model("site", "Qualification").objects.choices()


class Several(blocks.MultipleChoiceBlock):
    """Some of the choices that ``offers`` returns when the form is drawn."""

    offers: staticmethod

    def __init__(self, **kwargs):
        super().__init__(choices=type(self).offers, **kwargs)


class Industries(Several):
    offers = staticmethod(industry_choices)


class Regions(Several):
    offers = staticmethod(region_choices)


class Clause(blocks.CharBlock):
    """Which clause says so."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("clause"), "required": False, "max_length": 60, **kwargs})


def can_be_met():
    return blocks.BooleanBlock(
        label=_("can still be met"),
        help_text=_("Who does not meet it yet is nearly there, as with a certificate."),
        required=False,
    )


class NumberCondition(blocks.StructBlock):
    fact = blocks.ChoiceBlock(choices=amount_choices, label=pgettext_lazy("of a policy", "what"))
    comparison = blocks.ChoiceBlock(
        choices=[
            ("at_least", _("at least")),
            ("more_than", _("more than")),
            ("at_most", _("at most")),
            ("less_than", _("less than")),
        ],
        default="at_least",
        label=_("comparison"),
    )
    number = blocks.DecimalBlock(
        label=pgettext_lazy("of a condition", "number"),
        min_value=0,
        help_text=_("Money in yuan."),
    )
    near_percent = blocks.DecimalBlock(
        label=_("nearly there within (%)"),
        help_text=_("20 where this is empty."),
        required=False,
        min_value=0,
        max_value=100,
    )
    clause = Clause()

    class Meta:
        label = _("Amount or number")
        icon = "order"


class IndustryCondition(blocks.StructBlock):
    codes = Industries(label=_("industries"))
    is_excluded = blocks.BooleanBlock(label=_("all but these"), required=False)
    clause = Clause()

    class Meta:
        label = _("Industry")
        icon = "cogs"


class RegionCondition(blocks.StructBlock):
    codes = Regions(label=_("districts"))
    clause = Clause()

    class Meta:
        label = _("District")
        icon = "site"


class QualificationCondition(blocks.StructBlock):
    qualification = blocks.ChoiceBlock(choices=qualification_choices, label=_("qualification"))
    is_excluded = blocks.BooleanBlock(label=_("who has it is excluded"), required=False)
    clause = Clause()
    can_be_met = can_be_met()

    class Meta:
        label = _("Qualification")
        icon = "tick"


def _choice_of(fact, title, **more):
    """A condition that a fact is one of several words."""
    words = blocks.MultipleChoiceBlock(choices=partial(choices_of, fact), label=title)
    children = [("choices", words), ("clause", Clause()), ("can_be_met", can_be_met())]
    return blocks.StructBlock(children, label=title, **more)


PLAIN = [
    ("number", NumberCondition()),
    ("industry", IndustryCondition()),
    ("region", RegionCondition()),
    ("qualification", QualificationCondition()),
    ("capital", _choice_of("capital_from", _("Origin of the capital"), icon="globe")),
    ("size", _choice_of("size", _("Size of the enterprise"), icon="group")),
    ("listing", _choice_of("listing", _("Way to the stock exchange"), icon="arrow-up-big")),
    ("list500", _choice_of("list500", _("The 500 lists"), icon="list-ol")),
]


class AnyCondition(blocks.StructBlock):
    conditions = blocks.StreamBlock(PLAIN, label=_("one of these holds"), min_num=2)
    clause = Clause()

    class Meta:
        label = _("One of several")
        icon = "decimal"


CONDITION_BLOCKS = [*PLAIN, ("any", AnyCondition())]


class Benefit(blocks.StructBlock):
    """What every kind of benefit says of itself."""

    name = blocks.CharBlock(label=_("name of the benefit"), max_length=100)
    name_en = blocks.CharBlock(label=_("its English name"), max_length=100, required=False)
    clause = Clause(required=True)


def _money(label, **more):
    return blocks.DecimalBlock(label=label, min_value=0, help_text=_("In yuan."), **more)


def _when():
    return blocks.StreamBlock(PLAIN, label=_("only where"), required=False)


def _years():
    share = blocks.DecimalBlock(min_value=0, max_value=100, label=_("part of the year (%)"))
    return blocks.ListBlock(
        share,
        label=_("given for several years"),
        help_text=_("One number a year, such as 100, 100, 50."),
        default=[],
        required=False,
    )


def _fact(choices=amount_choices):
    return blocks.ChoiceBlock(choices=choices, label=pgettext_lazy("of a benefit", "counted"))


class RateBenefit(Benefit):
    fact = _fact()
    percent = blocks.DecimalBlock(label=_("rate (%)"), min_value=0, max_value=100)
    floor = _money(_("at least"), required=False)
    cap = _money(_("at most"), required=False)
    years = _years()
    when = _when()

    class Meta:
        label = _("Rate")
        icon = "pick"


class SumBenefit(Benefit):
    amount = _money(_("sum"))
    years = _years()
    when = _when()

    class Meta:
        label = _("One sum")
        icon = "bookmark"


class EachBenefit(Benefit):
    fact = _fact(count_choices)
    amount = _money(_("sum for each one"))
    cap = _money(_("at most"), required=False)
    years = _years()
    when = _when()

    class Meta:
        label = _("A sum for each one")
        icon = "group"


class Bracket(blocks.StructBlock):
    start = blocks.DecimalBlock(label=pgettext_lazy("of a bracket", "from"), min_value=0)
    end = blocks.DecimalBlock(
        label=pgettext_lazy("of a bracket", "to"), min_value=0, required=False
    )
    gives = blocks.DecimalBlock(
        label=pgettext_lazy("of a bracket", "gives"),
        min_value=0,
        help_text=_("Per cent, or yuan where sums are given."),
    )


class BracketsBenefit(Benefit):
    fact = _fact()
    mode = blocks.ChoiceBlock(
        choices=[
            ("marginal", _("each slice at its own rate")),
            ("whole", _("all at the rate of one bracket")),
            ("flat", _("a sum by the bracket")),
        ],
        label=_("how brackets count"),
    )
    brackets = blocks.ListBlock(Bracket(), label=_("brackets"))
    cap = _money(_("at most"), required=False)
    years = _years()
    when = _when()

    class Meta:
        label = _("Brackets")
        icon = "table"


class InKindBenefit(Benefit):
    when = _when()

    class Meta:
        label = _("In kind, or case by case")
        icon = "doc-empty"


BENEFIT_BLOCKS = [
    ("rate", RateBenefit()),
    ("sum", SumBenefit()),
    ("each", EachBenefit()),
    ("brackets", BracketsBenefit()),
    ("in_kind", InKindBenefit()),
]


class ClauseText(blocks.StructBlock):
    number = blocks.CharBlock(label=pgettext_lazy("of a clause", "number"), max_length=60)
    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    text = blocks.RichTextBlock(
        label=pgettext_lazy("of a clause", "text"), features=["bold", "ol", "ul", "link"]
    )


class Material(blocks.StructBlock):
    name = blocks.CharBlock(label=_("material"), max_length=200)
    note = blocks.CharBlock(label=_("note"), max_length=300, required=False)
    is_needed = blocks.BooleanBlock(label=_("needed"), required=False, default=True)
