"""Rows of lists on pages: costs, distances, a programme, what a project needs, promises."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks


class Cost(blocks.StructBlock):
    name = blocks.CharBlock(label=pgettext_lazy("a fact", "what"), max_length=60)
    value = blocks.CharBlock(label=_("value"), max_length=30)
    unit = blocks.CharBlock(label=_("unit"), max_length=20)

    class Meta:
        label = _("Cost")


class Distance(blocks.StructBlock):
    """By lorry, as editors measured it."""

    place = blocks.CharBlock(label=_("place"), max_length=60)
    hours = blocks.DecimalBlock(label=_("hours"), min_value=0, max_digits=5, decimal_places=1)
    km = blocks.IntegerBlock(label=_("kilometres"), min_value=0)

    class Meta:
        label = _("Distance")


class ProgrammePoint(blocks.StructBlock):
    at = blocks.TimeBlock(label=_("time"))
    what = blocks.CharBlock(label=pgettext_lazy("a fact", "what"), max_length=120)
    who = blocks.CharBlock(label=_("speaker"), max_length=120, required=False)

    class Meta:
        label = _("Point of the programme")


class Need(blocks.StructBlock):
    name = blocks.CharBlock(label=pgettext_lazy("a fact", "what"), max_length=60)
    value = blocks.CharBlock(label=_("how much"), max_length=120)

    class Meta:
        label = _("Need")


class Promise(blocks.StructBlock):
    """What the bureau promises in words, and which figure says how far it is kept."""

    number = blocks.CharBlock(label=_("number"), max_length=10)
    unit = blocks.CharBlock(label=_("unit"), max_length=30)
    what = blocks.CharBlock(label=_("what is promised"), max_length=80)
    figure = blocks.ChoiceBlock(
        label=_("kept by this figure"),
        required=False,
        choices=[
            ("answered_in_time", _("answered in time")),
            ("judged_in_time", _("judged in time")),
            ("handed_over", _("changes of the officer in charge")),
        ],
    )

    class Meta:
        label = _("Promise")


def rows(block) -> list:
    return [("row", block)]
