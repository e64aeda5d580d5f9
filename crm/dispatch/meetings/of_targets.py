"""What an agenda says of targets: those furthest behind, those with red and yellow lights."""

from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.punctuation import phrases

from ..models import PlanTarget
from ..plan.standing import Standing
from .agenda import Drawn, Entry, Look

WORST_FIRST = ("red", "yellow")


def _behind(standing: Standing) -> int:
    """How far the target is behind the time, in points of a hundred of its way."""
    return standing.due_percent - standing.percent


def furthest_behind(look: Look) -> list[Standing]:
    standings = [
        standing
        for standing in look.standings
        if standing.goal is not None and _behind(standing) > 0
    ]
    return sorted(standings, key=lambda standing: (-_behind(standing), standing.target.pk))


def behind(look: Look) -> Drawn:
    rows = furthest_behind(look)
    entries = [_entry(standing) for standing in rows[: look.most]]
    return Drawn(entries, max(0, len(rows) - look.most))


def lights(look: Look) -> Drawn:
    """The red ones, then the yellow ones, but for those that stand among the furthest behind."""
    furthest = {standing.target.pk for standing in furthest_behind(look)[: look.most]}
    rows = [
        standing
        for light in WORST_FIRST
        for standing in look.standings
        if standing.light == light and standing.target.pk not in furthest
    ]
    entries = [_entry(standing) for standing in rows[: look.most]]
    return Drawn(entries, max(0, len(rows) - look.most))


def _entry(standing: Standing) -> Entry:
    return Entry(standing.target, facts_of(standing))


def facts_of(standing: Standing) -> dict:
    """Amounts as texts, in the target's own unit (of money: yuan)."""
    target = standing.target
    return {
        "title": str(target),
        "light": standing.light,
        "indicator": target.indicator,
        "unit": target.unit,
        "value": _text(standing.value),
        "goal": _text(standing.goal),
        "percent": standing.percent,
        "due_percent": standing.due_percent,
        "department": str(target.department),
        "heading": target.heading.name,
        "heading_id": target.heading_id,
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def amounts_of(facts: dict) -> tuple[str, str, str]:
    """(value, goal, unit), both numbers in one unit."""
    target = PlanTarget(indicator=facts["indicator"], unit=facts["unit"])
    numbers, unit = target.in_words(_amount(facts["value"]), _amount(facts["goal"]))
    return numbers[0], numbers[1], unit


def told_of_target(facts: dict) -> str:
    value, goal, unit = amounts_of(facts)
    words = {"value": value, "goal": goal, "unit": unit}
    points = facts["due_percent"] - facts["percent"]
    return phrases(
        [
            _("now %(value)s of the %(goal)s %(unit)s due in this phase") % words,
            _("%(points)d points behind the time") % {"points": points} if points > 0 else "",
            facts["department"],
        ]
    )
