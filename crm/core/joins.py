"""Rows read together with the records that they name."""

from collections.abc import Iterable


def read_with(rows, ways: Iterable[str]):
    """``rows`` with the records at the end of ``ways`` in the same query; nothing more where there
    is no way, while ``select_related()`` of Django then reads whatever a row names.
    """
    ways = list(ways)
    return rows.select_related(*ways) if ways else rows
