"""The ranking of a period: as a chart with its table, as rows, as a sheet to take away."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.charts import Chart, Role, Series, Shape
from crm.staff.tables.export_screen import Sheet

from ..models import ScoreContest, ScoreRun, ScoreSubject
from ..models.scheme import SEES_ALL
from .reckon import Card, cards_of, live_cards
from .shown import TONES, grade_in_words, points_in_words


@dataclass(frozen=True)
class Place:
    """A row of the ranking; ``link`` "" where the card is not the reader's to open. ``now`` is the
    score as the facts are today, where it differs from a frozen one.
    """

    rank: int
    name: str
    score: str
    grade: str
    tone: str
    link: str
    contested: str
    now: str


@dataclass(frozen=True)
class Ranking:
    run: ScoreRun
    places: list[Place]
    chart: Chart | None
    of: int
    is_whole: bool


def ranking_of(run: ScoreRun, user, cards: list[Card] | None = None) -> Ranking:
    """The whole ranking, or only the person's own places, as the scheme says. ``cards`` are those
    of the run, where they were read already.
    """
    cards = cards_of(run) if cards is None else cards
    visible_keys = _seen(run, user)
    is_whole = run.ranking_is_for(user)
    visible_cards = (
        cards if is_whole else [card for card in cards if card.subject.pk in visible_keys]
    )
    places = _places(run, visible_cards, visible_keys, user)
    chart = _chart(visible_cards, places) if is_whole else None
    return Ranking(run, places, chart, len(cards), is_whole)


def _seen(run, user) -> set[int]:
    subjects = ScoreSubject.objects.visible_to(user).filter(scheme=run.scheme_id)
    return set(subjects.values_list("pk", flat=True))


def _places(run, cards, visible_keys, user) -> list[Place]:
    contested = _contested(run, user)
    scores_now = _scores_now(run, user)
    return [
        Place(
            card.rank,
            str(card.subject),
            points_in_words(card.score),
            grade_in_words(card.grade),
            TONES[card.grade],
            _link(run, card) if card.subject.pk in visible_keys else "",
            contested.get(card.subject.pk, ""),
            _difference(card, scores_now),
        )
        for card in cards
    ]


def _link(run, card) -> str:
    return reverse("scorerun:card", args=[run.pk, card.subject.pk])


def _contested(run, user) -> dict[int, str]:
    """{subject: how its newest contest stands}, of those that the person sees."""
    rows = ScoreContest.objects.visible_to(user).filter(card__run=run).order_by("pk")
    return {row.card.subject_id: row.get_state_display() for row in rows.select_related("card")}


def _scores_now(run, user) -> dict[int, Decimal]:
    if not run.is_frozen or not user.has_perm(SEES_ALL):
        return {}
    return {card.subject.pk: card.score for card in live_cards(run)}


def _difference(card: Card, scores_now) -> str:
    score = scores_now.get(card.subject.pk, card.score)
    return "" if score == card.score else points_in_words(score)


def _chart(cards, places) -> Chart:
    scores = [card.score for card in cards]
    links = [place.link for place in places]
    return Chart(
        _("score"),
        [str(card.subject) for card in cards],
        [Series(_("score"), scores, Role.NOW, links)],
        Shape.BARS,
        unit=pgettext("unit", "points"),
    )


def sheet_of(run: ScoreRun, user) -> Sheet:
    """A row for each card that the person sees, with the points of each line of the scheme."""
    visible_keys = _seen(run, user)
    lines = list(run.scheme.lines.all())
    columns = [_("rank"), _("who"), *(line.name for line in lines)]
    columns += [_("added and taken off"), _("score"), pgettext("score card", "grade")]
    rows = [_row(card, lines) for card in cards_of(run) if card.subject.pk in visible_keys]
    return Sheet(str(run), columns, rows, run.get_state_display())


def _row(card: Card, lines) -> list:
    by_line = {line.line_id: line.points for line in card.lines if line.line_id}
    adjustments = sum((line.points for line in card.lines if not line.line_id), Decimal(0))
    points = [by_line.get(line.pk, Decimal(0)) for line in lines]
    name = str(card.subject)
    return [card.rank, name, *points, adjustments, card.score, grade_in_words(card.grade)]
