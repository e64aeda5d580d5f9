"""What can be measured: each app registers its measures (in its ``AppConfig.ready``); the rules name them by code."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """``numbers(records, today)`` takes a queryset of ``model`` and returns it, narrowed to those that are measured, with ``measured``.

    ``sentence`` says %(number)s with its unit. ``way_out`` is the step by which a record leaves the pool, "" for none;
    ``leaves(records)`` narrows to those that may.
    """

    code: str
    model: type
    label: str
    unit: str
    sentence: str
    numbers: Callable
    way_out: str = ""
    leaves: Callable = lambda records: records


MEASURES: dict[str, Measure] = {}
# Model → functions () → expression: the last moment of progress of the row, told by the apps that know of it.
PROGRESS: dict[type, list[Callable]] = {}


def register_measure(measure: Measure):
    MEASURES[measure.code] = measure


def measure_choices() -> list[tuple]:
    return [(measure.code, measure.label) for measure in MEASURES.values()]
