"""Which amounts may be added up before a policy looks at them,
without changing what it comes to.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from .document import Policy
from .facts import Facts
from .nodes import Node, Window
from .scope import Scope, agreement_years
from .vocabulary import OF_AGREEMENT

BY_DAY = ("currency", "rate_day", "pays_in")
YEARS_OF_AGREEMENT: Window = {"from": "appointed"}  # each of them is a window


def windows_of(policy: Policy) -> tuple[Window, ...] | None:
    """The windows in which the policy counts amounts; None where each amount's own day matters, for
    its rate of exchange.
    """
    nodes = list(_nodes(policy.document))
    if any(name in node for node in nodes for name in BY_DAY):
        return None
    windows = [node[name] for node in nodes for name in ("window", "within") if name in node]
    if any(node.get("per") == OF_AGREEMENT for node in nodes):
        windows.append(YEARS_OF_AGREEMENT)
    return tuple(windows)


def dividing_days(
    windows: Iterable[Window], milestones: Mapping[str, date], as_of: date
) -> set[date]:
    """The days on which a lot has to end: amounts of one calendar year that lie between two of them
    always count together.

    Each is the first day of what follows. The days after ``as_of`` and after a termination are
    among them.
    """
    scope = Scope({}, Facts("", milestones=milestones))
    starts, ends = set(), {as_of, milestones.get("terminated", as_of)}
    for window in windows:
        if window is YEARS_OF_AGREEMENT:
            years = agreement_years(milestones.get("appointed", date.max), as_of)
            starts |= {year.first for year in years}
            continue
        start, last = scope.window(window)
        if start is not None:
            starts.add(start)
            ends.add(last)
    return starts | {day + timedelta(days=1) for day in ends - {date.max}}


def _nodes(value: object) -> Iterator[Node]:
    """Every mapping in the document."""
    if isinstance(value, Mapping):
        yield value
        parts: Iterable[object] = value.values()
    else:
        parts = value if isinstance(value, list) else ()
    for part in parts:
        yield from _nodes(part)
