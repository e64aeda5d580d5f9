"""What the cards of a scheme would be in the running period: shown while it is written."""

from dataclasses import dataclass
from datetime import date

from ..models import ScoreRun, ScoreScheme
from .periods import period_of
from .reckon import Card, live_cards
from .shown import TONES, Node, grade_in_words, points_in_words, tree_of


@dataclass(frozen=True)
class Example:
    """``rows`` are (rank, subject, score, grade, tone, whether it is the one explained)."""

    label: str
    rows: list[tuple]
    subject: object = None
    root: Node | None = None


def of(scheme: ScoreScheme, day: date, user, chosen: str = "") -> Example:
    """The cards as the facts are on ``day``; the one whose key is ``chosen``, else the first, is
    explained.
    """
    first, last = period_of(scheme.period, day)
    run = ScoreRun(scheme=scheme, starts_on=first, ends_on=last)
    cards = live_cards(run)
    card = next((card for card in cards if str(card.subject.pk) == chosen), None)
    card = card or next(iter(cards), None)
    rows = [_row(shown_card, shown_card is card) for shown_card in cards]
    if card is None:
        return Example(run.label, rows)
    return Example(run.label, rows, card.subject, tree_of(card, user))


def _row(card: Card, is_chosen: bool) -> tuple:
    score, grade = points_in_words(card.score), grade_in_words(card.grade)
    return card.rank, card.subject, score, grade, TONES[card.grade], is_chosen
