"""The scale of a criterion: which value earns how many points of 100. No database here."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

MOST = Decimal(100)


class ScaleError(ValueError):
    """A scale that cannot be read; the message names the line and says what to do."""


@dataclass(frozen=True)
class Grade:
    """One line: the word, or the number from which on it holds."""

    at: str
    points: Decimal

    @property
    def number(self) -> Decimal:
        return Decimal(self.at)


def read_scale(text: str, *, measured: bool) -> list[Grade]:
    """The grades of a scale, one a line: "good: 80" or, where it is ``measured``, "200: 80". Raises
    ScaleError.
    """
    grades = [
        _grade(number, line, measured)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    if not grades:
        raise ScaleError(_("The scale has no grade yet."))
    if len({grade.at for grade in grades}) < len(grades):
        raise ScaleError(_("A grade stands twice in the scale."))
    if measured:
        _check_order([grade.number for grade in grades])
    return grades


def _grade(number: int, line: str, measured: bool) -> Grade:
    at, colon, points = line.replace("：", ":").rpartition(":")
    try:
        worth = Decimal(points.strip())
        bound = Decimal(at.strip()) if measured else None
    except InvalidOperation:
        worth = bound = None
    if (
        not colon
        or not at.strip()
        or worth is None
        or not worth.is_finite()
        or (measured and not bound.is_finite())
    ):
        raise ScaleError(
            _("Line %(number)d, “%(line)s”: write the grade, a colon and the points.")
            % {"number": number, "line": line.strip()}
        )
    if not 0 <= worth <= MOST:
        raise ScaleError(_("Line %(number)d: points lie between 0 and 100.") % {"number": number})
    return Grade(at.strip() if bound is None else format(bound.normalize(), "f"), worth)


def _check_order(bounds: list[Decimal]):
    if bounds[0] != 0:
        raise ScaleError(_("The first line must begin at 0, so that no value is without points."))
    if bounds != sorted(bounds):
        raise ScaleError(_("The numbers must rise from line to line."))


def grade_of(grades: list[Grade], *, number: Decimal | None = None, word: str = "") -> Grade:
    """The grade that a value falls into: the highest bound that ``number`` reaches, or the line
    with ``word``. Raises ScaleError.
    """
    if number is None:
        matches = [grade for grade in grades if grade.at == word]
    else:
        matches = [grade for grade in grades if grade.number <= number]
    if not matches:
        raise ScaleError(_("“%s” is not on the scale.") % (word if number is None else number))
    return matches[-1]
