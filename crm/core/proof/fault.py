"""What a verification found wrong, and since when. It is told in English, and translated where a
screen shows it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class What:
    """One thing that is wrong with a row; ``values`` stand in the places of ``text``."""

    text: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self):
        return self.text % dict(self.values)

    def in_words(self) -> str:
        return gettext(self.text) % dict(self.values)


def what(text: str, **values: object) -> What:
    return What(text, tuple((name, str(value)) for name, value in values.items()))


@dataclass(frozen=True)
class Fault:
    """``table`` and ``key`` name the row, ``whats`` say what is wrong with it.

    ``right_at`` is the last checkpoint that shows it right (0: none), ``wrong_at`` the first one
    that shows it wrong; None where that came after the last checkpoint, or none could tell.
    """

    table: str
    key: int | str
    whats: tuple[What, ...]
    right_at: int = 0
    wrong_at: int | None = None

    @property
    def said(self) -> str:
        return "; ".join(map(str, self.whats))

    @property
    def since(self) -> What:
        if self.wrong_at is not None:
            return what(_("since checkpoint %(number)s"), number=self.wrong_at)
        if self.right_at:
            return what(_("after checkpoint %(number)s"), number=self.right_at)
        return what(_("before any checkpoint"))

    def __str__(self):
        return f"{self.table} {self.key}: {self.said} ({self.since})"

    def stored(self) -> dict:
        return {
            "table": self.table,
            "key": self.key,
            "whats": [[what.text, dict(what.values)] for what in self.whats],
            "right_at": self.right_at,
            "wrong_at": self.wrong_at,
            "said": str(self),
        }

    @classmethod
    def from_stored(cls, stored: dict) -> "Fault":
        whats = tuple(what(text, **values) for text, values in stored["whats"])
        return cls(stored["table"], stored["key"], whats, stored["right_at"], stored["wrong_at"])

    @property
    def order(self) -> tuple:
        """The earliest first; those of the checkpoints themselves before all others."""
        first = self.wrong_at if self.wrong_at is not None else self.right_at + 0.5
        return self.table != "checkpoints", first, self.table, str(self.key).zfill(20)


def fault(
    table: str, key: int | str, problem: What, right_at: int = 0, wrong_at: int | None = None
) -> Fault:
    return Fault(table, key, (problem,), right_at, wrong_at)
