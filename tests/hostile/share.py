"""How much of the walk is gone: all of it (``make test-hostile``), or a share of what is alike.

Two screens of a kind differ in their fields, and the bases that read what is typed are the same: a
share tries one screen in four, by its name always the same ones, and of these every field, with
the values at the edges of what it takes always and with the others in turn from screen to screen.
"""

import os
from collections.abc import Sequence
from zlib import crc32

WHOLE = os.environ.get("HOSTILE") == "whole"
ONE_IN = 4


def is_tried(name: str) -> bool:
    """Whether the screen or step called ``name`` belongs to the share."""
    return WHOLE or crc32(name.encode()) % ONE_IN == 0


def in_turn(values: Sequence, turn: int, most: int) -> list:
    """At most ``most`` of ``values``; the next turn goes on where this one ends."""
    if WHOLE or len(values) <= most:
        return list(values)
    start = turn * most
    return [values[(start + n) % len(values)] for n in range(most)]


def rounds(values_by_field: dict[str, list], edges: set, turn: int, others: int = 1):
    """{field: value} again and again, until each field had each of its values, or of a share: its
    edges and as many as ``others``. The fields are out of step.
    """
    chosen = {
        name: values if WHOLE else _edges_first(values, edges, turn + place, others)
        for place, (name, values) in enumerate(values_by_field.items())
    }
    for n in range(max(map(len, chosen.values()), default=0)):
        yield {
            name: values[(n + place) % len(values)]
            for place, (name, values) in enumerate(chosen.items())
        }


def _edges_first(values, edges, turn, others) -> list:
    at_edges = [value for value in values if _hashable(value) in edges]
    between = [value for value in values if _hashable(value) not in edges]
    return at_edges + in_turn(between, turn, others)


def _hashable(value):
    return getattr(value, "name", value)
