"""Rows as PostgreSQL's COPY writes them in its text format, and the one encoding that is hashed.

A row is a line of values between tabs, in which tabs, line ends and backslashes are escaped;
``\\N`` is NULL. What is hashed is the covering's name and, a line each, every column that has a
value with the value. Columns without one are left out, so that a column added later changes no
older row.
"""

from collections.abc import Sequence

from .merkle import leaf_of

NULL = b"\\N"
_UNESCAPED = {
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


class Encoding:
    """Of the rows of one covering, read with the columns ``read``; ``hashed`` are those that count
    (all, where none are named). Raises ValueError where one of them is not read.
    """

    def __init__(self, name: str, read: Sequence[str], key: str, hashed: Sequence[str] = ()):
        self.columns = list(read)
        self.place_of_key = self.columns.index(key)
        self._head = name.encode()
        self._hashed = [
            (self.columns.index(column), f"\n{column}\t".encode())
            for column in sorted(hashed or read)
        ]

    def key(self, line: bytes) -> int:
        return int(line.split(b"\t", self.place_of_key + 1)[self.place_of_key])

    def leaf(self, line: bytes) -> bytes:
        values = line.split(b"\t")
        parts = [self._head]
        for place, label in self._hashed:
            if (value := values[place]) != NULL:
                parts.append(label)
                parts.append(value)
        return leaf_of(b"".join(parts))


def values_of(line: bytes) -> list[str | None]:
    """The row's values as PostgreSQL shows them; None is NULL."""
    return [None if value == NULL else unescaped(value.decode()) for value in line.split(b"\t")]


def unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    parts, place = [], 0
    while (backslash := text.find("\\", place)) >= 0:
        parts.append(text[place:backslash])
        sign = text[backslash + 1]
        parts.append(_UNESCAPED.get(sign, sign))
        place = backslash + 2
    return "".join([*parts, text[place:]])
