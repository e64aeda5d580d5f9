"""The worker keeps the indicators up within seconds of a use case; what was written past Django it
works off with the next minute.
"""

from ..background.send import nudge
from ..models import IndicatorChange
from ..writes import Follower, follow_writes
from .tasks import keep_indicators


def make_all_anew(source: str) -> None:
    """For what no trigger tells of single records, such as a new list."""
    IndicatorChange.objects.create(source=source)
    _soon([])


def _soon(_keys: list[int]) -> None:
    """One task for the transaction, however much it writes. Where the broker does not answer, the
    next minute's comes.
    """
    nudge(keep_indicators)


def _joined(answers: list[list[int]]) -> list[int]:
    return [key for answer in answers for key in answer]


def keep_up_after(*models: type) -> None:
    for model in models:
        follow_writes(model, Follower(list, _soon, _joined))
