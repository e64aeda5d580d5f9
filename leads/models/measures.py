"""What can be measured: each app registers its measures (in its ``AppConfig.ready``); the rules
name them by code.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """``numbers(records, today)`` takes a queryset of ``model`` and returns it, narrowed to those
    that are measured, with ``measured``.

    ``sentence`` says %(number)s with its unit. ``way_out`` is the step by which a record leaves the
    pool, "" for none; ``leaves_from`` are the states in which one may, None where the state does
    not matter.
    """

    code: str
    model: type
    label: str
    unit: str
    sentence: str
    numbers: Callable
    way_out: str = ""
    leaves_from: frozenset[str] | None = None

    def leaving(self, records):
        """Those of the queryset ``records`` that may leave the pool by it."""
        if not self.way_out:
            return records.none()
        return records if self.leaves_from is None else records.filter(state__in=self.leaves_from)

    def may_leave(self, record) -> bool:
        states = self.leaves_from
        return bool(self.way_out) and (states is None or record.state in states)


MEASURES: dict[str, Measure] = {}
# Model → functions () → expression: the last moment of progress of the row, told by the apps that
# know of it.
PROGRESS: dict[type, list[Callable]] = {}


def register_measure(measure: Measure):
    MEASURES[measure.code] = measure


def measure_choices() -> list[tuple]:
    return [(measure.code, measure.label) for measure in MEASURES.values()]
