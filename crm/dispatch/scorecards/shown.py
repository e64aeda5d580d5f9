"""A score explained: from the sum to each line, and from the line to value, goal, completion, floor
and cap.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.indicators.registry import INDICATORS
from crm.core.money import plain, unit_for
from crm.core.transitions import refusal

from ..models import CardLine
from ..models.contest import ContestState
from ..models.scheme_parts import Grade
from ..models.score_card import CardLineKind
from .measure import HUNDRED
from .reckon import Card, is_superseded, said_of_goal

TONES = {"excellent": "done", "good": "now", "passed": "wait", "failed": "bad"}


@dataclass(frozen=True)
class Node:
    """A line of the tree: ``text`` at the left, ``rule`` in the middle, ``amount`` at the right.

    ``tag`` is (words, tone); ``is_old`` marks what a correction has taken the place of.
    """

    text: str
    amount: str
    unit: str = ""
    rule: str = ""
    link: str = ""
    is_negative: bool = False
    is_old: bool = False
    tag: tuple[str, str] | None = None
    children: list["Node"] = field(default_factory=list)


def points_in_words(points: Decimal) -> str:
    return f"{points:.2f}"


def grade_in_words(grade: str) -> str:
    return str(Grade(grade).label)


def tree_of(card: Card, user) -> Node:
    """The whole card; who reads it from outside finds no links into the house."""
    title = _("Total, %(count)d lines") % {"count": len(card.lines)}
    lines = [_line(line) for line in card.lines]
    root = Node(title, points_in_words(card.score), _points(), children=lines)
    return root if user.is_staff else _without_links(root)


def _without_links(node: Node) -> Node:
    return replace(node, link="", children=[_without_links(child) for child in node.children])


def _points() -> str:
    return pgettext("unit", "points")


def _line(line: CardLine) -> Node:
    """With how it came about, and with what it was before it was corrected."""
    children = _steps(line)
    if line.pk and line.supersedes_id:
        children.append(_before(line))
    return Node(
        line.name,
        points_in_words(line.points),
        _points(),
        rule=_rule(line),
        is_negative=line.points < 0,
        tag=_tag(line),
        children=children,
    )


def _rule(line: CardLine) -> str:
    if line.weight is None:
        return ""
    return f"{plain(line.weight)} × {percent(line.counted)}"


def percent(share: Decimal | None) -> str:
    return "—" if share is None else f"{plain((share * HUNDRED).quantize(Decimal('0.01')))}%"


def _tag(line: CardLine) -> tuple[str, str] | None:
    if line.grade:
        words = {"grade": grade_in_words(line.grade)}
        return _("veto: at best %(grade)s") % words, "bad"
    if line.pk and line.contest_id:
        return _("corrected"), "wait"
    if message := said_of_goal(line):
        return message, "bad" if line.kind != CardLineKind.JUDGED else "wait"
    return None


def _before(line: CardLine) -> Node:
    old = line.supersedes
    words = {"contest": line.contest.number, "day": f"{line.at:%Y-%m-%d}"}
    title = _("as published, until contest %(contest)s was upheld on %(day)s") % words
    link = reverse("scorecontest:inspect", args=[line.contest_id])
    return Node(
        title,
        points_in_words(old.points),
        _points(),
        rule=_values(old)[0],
        link=link,
        is_old=True,
    )


def _steps(line: CardLine) -> list[Node]:
    if line.weight is None:
        return [Node(line.note, "")] if line.note else []
    nodes = [] if line.kind == CardLineKind.JUDGED else _of_value(line)
    if line.note:
        nodes.append(Node(line.note, ""))
    if line.completion is not None:
        nodes.append(_completion(line))
    if bound := _bound(line):
        nodes.append(bound)
    return nodes


def _of_value(line: CardLine) -> list[Node]:
    """What was reached and what was to be; of a whole plan, target by target."""
    _said, value, goal, unit = _values(line)
    indicator = INDICATORS.get(line.line.indicator)
    formula = str(indicator.formula) if indicator else ""
    parts = [_part(part) for part in line.parts]
    return [
        Node(_("reached"), value, unit, rule=formula, children=parts),
        Node(_("to be reached"), goal, unit),
    ]


def _values(line: CardLine) -> tuple[str, str, str, str]:
    """(“value ÷ goal”, value, goal, unit), both in one unit; "—" for what is not known."""
    amounts = [line.value, line.goal]
    scheme_line = line.line
    if scheme_line is not None and scheme_line.is_money:
        fitting = unit_for(amounts)
        value, goal = ("—" if amount is None else fitting.text(amount) for amount in amounts)
        unit = fitting.name
    else:
        value, goal = ("—" if amount is None else plain(amount) for amount in amounts)
        if line.kind == CardLineKind.PLAN:
            unit = "%"
        else:
            unit = scheme_line.unit if scheme_line else _points()
    return f"{value} / {goal} {unit}", value, goal, unit


def _part(part: dict) -> Node:
    words = {"weight": plain(Decimal(part["weight"]))}
    value = "—" if part["value"] is None else plain(Decimal(part["value"]))
    return Node(
        part["name"],
        percent(Decimal(part["counted"])),
        rule=_("weight %(weight)s") % words + f" · {value} / {plain(Decimal(part['goal']))}",
        link=reverse("plantarget:inspect", args=[part["target"]]),
    )


def _completion(line: CardLine) -> Node:
    return Node(pgettext("score card", "completion"), percent(line.completion), rule=_how(line))


def _how(line: CardLine) -> str:
    """The completion as a sum, in the numbers that stand above it."""
    if line.value is None or line.kind == CardLineKind.JUDGED:
        return ""
    _both, value, goal, _unit = _values(line)
    distance = line.goal - line.start
    if not distance:
        return _("no way to go: all or nothing")
    if line.start:
        start = plain(line.start)
        return f"({value} − {start}) ÷ ({goal} − {start})"
    if line.goal < 0:
        return _("by the distance to the goal")
    if _is_lower_better(line):
        return f"2 − {value} ÷ {goal}"
    return f"{value} ÷ {goal}"


def _is_lower_better(line: CardLine) -> bool:
    scheme_line = line.line
    if scheme_line.target_id:
        return not scheme_line.target.higher_is_better
    return not scheme_line.higher_is_better and line.kind != CardLineKind.PLAN


def _bound(line: CardLine) -> Node | None:
    """What floor or cap made of the completion; None where they changed nothing."""
    done = line.completion if line.completion is not None else Decimal(0)
    if done == line.counted:
        return None
    scheme_line, words = line.line, {"percent": percent(line.counted)}
    if done > line.counted:
        message = _("counts no more than the cap")
    elif scheme_line is not None and done < scheme_line.nothing_below / HUNDRED:
        message = _("below %(least)s %% it counts as the floor") % {
            "least": plain(scheme_line.nothing_below)
        }
    else:
        message = _("counts no less than the floor")
    return Node(message, words["percent"])


@dataclass(frozen=True)
class ContestShown:
    """A contest with its answer, as it stands on the card; ``answer_url`` is for those who may
    answer it.
    """

    record: object
    about: str
    tone: str
    link: str
    answer_url: str = ""


CONTEST_TONES = {
    ContestState.OPEN: "wait",
    ContestState.UPHELD: "done",
    ContestState.REJECTED: "bad",
    ContestState.WITHDRAWN: "",
}


def contests_of(card: Card, user) -> list[ContestShown]:
    if card.stored is None:
        return []
    rows = card.stored.contests.select_related("line", "by", "answered_by").order_by("pk")
    for row in rows:
        row.card = card.stored
    return [
        ContestShown(
            row,
            row.line.name if row.line else _("something is missing on the card"),
            CONTEST_TONES[row.state],
            reverse("scorecontest:inspect", args=[row.pk]),
            where_answered(row, user),
        )
        for row in rows
    ]


def where_answered(contest, user) -> str:
    """The page on which this person answers it; "" where others do, or it is answered."""
    step = contest.TRANSITIONS["reject"]
    is_open = contest.state in step.sources and user.has_perm(step.permission)
    if not is_open or refusal(contest, step, user):
        return ""
    return reverse("scorecontest:answer", args=[contest.pk])


def open_lines(card: Card) -> list[CardLine]:
    """Lines that may be contested: live ones without an open contest."""
    if card.stored is None:
        return []
    contested = set(
        card.stored.contests.filter(state=ContestState.OPEN).values_list("line", flat=True)
    )
    return [line for line in card.lines if line.pk not in contested and not is_superseded(line)]
