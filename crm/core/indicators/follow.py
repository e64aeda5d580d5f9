"""The worker keeps the indicators up within seconds of a use case; what was written past Django it
works off with the next minute.
"""

from django.db import connection, transaction

from ..writes import Follower, follow_writes
from .tasks import keep_indicators


def _soon(_keys: list[int]) -> None:
    """One task for the transaction, however much it writes."""
    if not any(act == _send for _points, act, *_robust in connection.run_on_commit):
        transaction.on_commit(_send)


def _send() -> None:
    keep_indicators.delay()


def _joined(answers: list[list[int]]) -> list[int]:
    return [key for answer in answers for key in answer]


def keep_up_after(*models: type) -> None:
    for model in models:
        follow_writes(model, Follower(list, _soon, _joined))
