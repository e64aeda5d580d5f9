"""Rows read together with the records that they name."""

from collections.abc import Iterable


def read_with(rows, ways: Iterable[str]):
    """``rows`` with the records at the end of ``ways`` in the same query; without ways nothing more
    is read, where Django's ``select_related()`` would read whatever a row names.
    """
    ways = list(ways)
    return rows.select_related(*ways) if ways else rows
