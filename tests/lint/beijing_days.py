"""No file takes the day of a moment by itself: ``crm.core.days.day_of`` does, in the bureau's time
zone.

``python -m tests.lint.beijing_days`` prints each place and ends in 1 where there is one. Days in
UTC differ from Beijing's for eight hours of each day, and a termination on the first morning of a
year would be counted in the year before.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

REPO = Path(__file__).parents[2]
PACKAGES = ("crm", "leads", "parks", "commissions")
HELPER = REPO / "crm/core/days.py"
PARTS = {"year", "month", "day", "isoweekday", "weekday"}
REMEDY = "takes a part of a moment in whatever zone it is in; use crm.core.days.day_of"


def main() -> int:
    found = [f"{path.relative_to(REPO)}:{line}: {what} {REMEDY}" for path, line, what in faults()]
    print("\n".join(found) or "Days are Beijing days.")
    return bool(found)


def faults() -> Iterator[tuple[Path, int, str]]:
    for package in PACKAGES:
        for path in sorted((REPO / package).rglob("*.py")):
            if path != HELPER and "migrations" not in path.parts:
                yield from ((path, *fault) for fault in faults_of(path.read_text(encoding="utf-8")))


def faults_of(source: str) -> Iterator[tuple[int, str]]:
    """(line, what is written) of each place in ``source`` that takes the day of a moment."""
    for node in ast.walk(ast.parse(source)):
        if _takes_a_day(node) or _takes_a_part(node) or _days_without_helper(node):
            yield node.lineno, f"“{ast.unparse(node)}”"


def _takes_a_day(node) -> bool:
    """``moment.date()``."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_call and node.func.attr == "date" and not node.args and not node.keywords


def _takes_a_part(node) -> bool:
    """``record.received_at.year``, ``timezone.now().month``."""
    return isinstance(node, ast.Attribute) and node.attr in PARTS and _is_moment(node.value)


def _is_moment(node) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in ("now", "timezone.now", "datetime.now")
    name = (
        node.attr
        if isinstance(node, ast.Attribute)
        else node.id
        if isinstance(node, ast.Name)
        else ""
    )
    return name == "at" or name.endswith("_at")


def _days_without_helper(node) -> bool:
    """``timezone.localdate(moment)``: today is ``localdate()``, any other day is the helper's."""
    is_call = isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "timezone.localdate",
        "localdate",
    )
    return is_call and bool(node.args or node.keywords)


if __name__ == "__main__":
    sys.exit(main())
