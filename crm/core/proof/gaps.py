"""Keys that were given out and have no row yet: a transaction that took one and is not committed
when a checkpoint is made comes later. After a while the rest is of transactions that were rolled
back, and a row that fills one was put behind the checkpoints.
"""

from collections.abc import Iterable

Gap = list[int]  # first key, last key, the checkpoint that found it

OPEN_FOR = 48  # checkpoints
AT_MOST = 2000
LOOKED_BACK = 10_000  # keys, where a table is read for the first time


def open_gaps(gaps: Iterable[Gap], number: int) -> list[Gap]:
    return [gap for gap in gaps if gap[2] > number - OPEN_FOR][-AT_MOST:]


def after(gaps: list[Gap], last: int | None, keys: list[int], number: int) -> list[Gap]:
    """The gaps once ``keys``, in their order, were recorded in checkpoint ``number``; ``last`` was
    the highest key before, None where there was none.
    """
    remaining = [part for gap in gaps for part in _without(gap, keys)]
    newer = [key for key in keys if last is None or key > last]
    if not newer:
        return remaining
    highest = last if last is not None else max(newer[0] - 1, newer[-1] - LOOKED_BACK)
    for key in newer:
        if key > highest + 1:
            remaining.append([highest + 1, key - 1, number])
        highest = max(highest, key)
    return remaining


def is_in(gaps: Iterable[Gap], key: int) -> bool:
    return any(first <= key <= last for first, last, _number in gaps)


def _without(gap: Gap, keys: list[int]) -> Iterable[Gap]:
    first, last, number = gap
    for key in keys:
        if first <= key <= last:
            if key > first:
                yield [first, key - 1, number]
            first = key + 1
    if first <= last:
        yield [first, last, number]
