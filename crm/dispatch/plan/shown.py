"""How the standing of a target is put on screens: its numbers in one unit, its light in words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.punctuation import aside

from .standing import Standing

WORDS = {
    "green": gettext_lazy("green light"),
    "yellow": gettext_lazy("yellow light"),
    "red": gettext_lazy("red light"),
    "": gettext_lazy("no value for this phase"),
}


@dataclass(frozen=True)
class Row:
    """A target as a row of the plan."""

    standing: Standing
    name: str
    link: str
    value: str
    goal: str
    final: str
    department: str

    @property
    def light(self) -> str:
        return self.standing.light

    @property
    def light_word(self) -> str:
        return str(WORDS[self.light])

    @property
    def behind_in_words(self) -> str:
        """How far it is behind the time, in points of the way; or that it is not."""
        points = self.standing.due_percent - self.standing.percent
        return (
            _("%(points)d points behind") % {"points": points}
            if points > 0
            else pgettext("of a target", "in time")
        )

    @property
    def said(self) -> str:
        """What the bar draws, for who does not see it."""
        words = {"done": self.standing.percent, "due": self.standing.due_percent}
        return _("%(done)s %% of the way, %(due)s %% due by now") % words


def row_of(standing: Standing) -> Row:
    target = standing.target
    (value, goal, final), unit = target.in_words(standing.value, standing.goal, standing.final)
    return Row(
        standing,
        f"{target}{aside(unit)}",
        reverse("plantarget:inspect", args=[target.pk]),
        value,
        goal,
        final,
        str(target.department),
    )


def as_light(standing: Standing) -> tuple[str, str, str] | None:
    """(colour, word, reason) for lists and pages."""
    if not standing.light:
        return None
    return standing.light, str(WORDS[standing.light]), reason_of(standing)


def reason_of(standing: Standing) -> str:
    words = {"done": int(standing.done * 100), "over": int(standing.over * 100)}
    return _("%(done)s %% of this phase's way, %(over)s %% of its time") % words
