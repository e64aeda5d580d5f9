"""The cards of a period: worked out while it is previewed, as stored once it is published."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from ..models import CardLine, ScoreCard, ScoreEntry, ScoreRun, ScoreSubject
from ..models.scheme_parts import LineSource, RuleKind, SchemeLine, ScoreRule
from ..models.score_card import CardLineKind
from .measure import HUNDRED, Reached, reached
from .points import NOTHING, completion, counted, grade_of, points_of, ranks, within_limits

MICRO = Decimal("0.000001")
SUBJECT = ("department", "district", "park", "officer", "agent", "office")


@dataclass(frozen=True)
class Card:
    """``lines`` are rows of the model, not stored yet where ``stored`` is None."""

    subject: ScoreSubject
    lines: list[CardLine]
    score: Decimal
    grade: str
    rank: int = 0
    stored: ScoreCard | None = None

    @property
    def has_veto(self) -> bool:
        return any(line.kind == CardLineKind.VETO and line.grade for line in self.lines)


def cards_of(run: ScoreRun) -> list[Card]:
    """The cards by rank: as published, or before that as they would be today."""
    return live_cards(run) if run.is_preview else stored_cards(run)


def live_cards(run: ScoreRun) -> list[Card]:
    """What the facts say now, whatever was published."""
    scheme = run.scheme
    subjects = list(scheme.subjects.select_related(*SUBJECT))
    for subject in subjects:
        subject.scheme = scheme
    lines = list(scheme.lines.select_related("target").prefetch_related("goals"))
    for line in lines:
        line.scheme = scheme
    results = reached(lines, subjects, (run.starts_on, run.last_day()), scheme.kind)
    entries = _entries(run)
    rules = {rule.pk: rule for rule in scheme.rules.all()}
    cards = [
        _card(scheme, subject, lines, results, entries[subject.pk], rules) for subject in subjects
    ]
    return _in_order(cards)


def _in_order(cards: list[Card]) -> list[Card]:
    places = ranks([(card.has_veto, card.score) for card in cards])
    ranked = [replace(card, rank=rank) for card, rank in zip(cards, places, strict=True)]
    return sorted(ranked, key=lambda card: (card.rank, card.subject.pk))


def _entries(run) -> dict[int, list[ScoreEntry]]:
    entries = defaultdict(list)
    if run.pk is None:
        return entries
    for entry in ScoreEntry.objects.confirmed().filter(run=run).order_by("pk"):
        entries[entry.subject_id].append(entry)
    return entries


def _card(scheme, subject, lines, results, entries, rules) -> Card:
    judgements = {entry.line_id: entry for entry in entries if entry.line_id}
    card_lines = [
        _judged(line, judgements.get(line.pk))
        if line.source == LineSource.JUDGED
        else counted_line(line, results[line.pk, subject.pk])
        for line in lines
    ]
    card_lines += _by_rules(scheme, [entry for entry in entries if entry.rule_id], rules)
    for order, card_line in enumerate(card_lines, start=1):
        card_line.order = order
    score, grade = summed(scheme, card_lines)
    return Card(subject, card_lines, score, grade)


def summed(scheme, lines: Iterable[CardLine]) -> tuple[Decimal, str]:
    """(score, grade): the sum of the lines' points, graded by the scheme."""
    lines = list(lines)
    score = sum((line.points for line in lines), NOTHING)
    grade = grade_of(
        score,
        excellent=scheme.excellent_from,
        good=scheme.good_from,
        passed=scheme.passed_from,
        vetoes=[line.grade for line in lines if line.grade],
    )
    return score, grade


def counted_line(line: SchemeLine, found: Reached, **more) -> CardLine:
    """A line with its completion and points. Without a goal it counts as its floor."""
    direction = {"higher_is_better": line.higher_is_better or line.source == LineSource.PLAN}
    if line.target_id:
        direction = {"higher_is_better": line.target.higher_is_better}
    done = (
        None
        if found.goal is None
        else completion(found.value, found.goal, found.start, **direction)
    )
    share = counted(
        NOTHING if done is None else done,
        floor=line.floor / HUNDRED,
        cap=line.cap / HUNDRED,
        nothing_below=line.nothing_below / HUNDRED,
    )
    return CardLine(
        kind=line.source,
        line=line,
        name=line.name,
        weight=line.points,
        value=found.value,
        goal=found.goal,
        start=found.start,
        completion=None if done is None else _stored(done),
        counted=_stored(share),
        points=points_of(line.points, share),
        parts=found.parts,
        **more,
    )


def _stored(share: Decimal) -> Decimal:
    """As many places as the database keeps; a completion beyond all measure is cut off."""
    return min(max(share, Decimal(-9_999_999)), Decimal(9_999_999)).quantize(MICRO)


def _judged(line: SchemeLine, entry: ScoreEntry | None) -> CardLine:
    points = entry.points if entry else None
    card_line = counted_line(line, Reached(points, line.points))
    card_line.entry, card_line.note = entry, entry.reason if entry else ""
    return card_line


def _by_rules(scheme, entries: list[ScoreEntry], rules: dict[int, ScoreRule]) -> list[CardLine]:
    lines = []
    for kind, most, sign in (
        (RuleKind.BONUS, scheme.bonus_most, 1),
        (RuleKind.DEDUCTION, scheme.deduction_most, -1),
    ):
        entries_of_kind = [entry for entry in entries if rules[entry.rule_id].kind == kind]
        claims = [(entry.rule_id, entry.points) for entry in entries_of_kind]
        limits = {pk: rule.most for pk, rule in rules.items()}
        for entry, points in zip(entries_of_kind, within_limits(claims, limits, most), strict=True):
            lines.append(_rule_line(entry, rules[entry.rule_id], sign * points))
    vetoes = [entry for entry in entries if rules[entry.rule_id].kind == RuleKind.VETO]
    return lines + [_rule_line(veto, rules[veto.rule_id], NOTHING) for veto in vetoes]


def _rule_line(entry: ScoreEntry, rule: ScoreRule, points: Decimal) -> CardLine:
    return CardLine(
        kind=rule.kind,
        entry=entry,
        name=rule.name,
        value=entry.points if rule.kind != RuleKind.VETO else None,
        points=points,
        grade=rule.grade,
        note=entry.reason,
    )


def stored_cards(run: ScoreRun) -> list[Card]:
    """With all their lines, those that were corrected included."""
    rows = run.cards.select_related(f"subject__{run.scheme.kind}", "subject__office")
    relations = ("line__target", "entry", "superseded_by", "by", "contest")
    lines = CardLine.objects.select_related(*relations).order_by("order", "pk")
    cards = rows.prefetch_related(Prefetch("lines", lines))
    return [_as_card(row, run) for row in cards.order_by("rank", "subject_id")]


def _as_card(row: ScoreCard, run) -> Card:
    row.run = run
    row.subject.scheme = run.scheme
    live_lines = [line for line in row.lines.all() if not is_superseded(line)]
    return Card(row.subject, live_lines, row.score, row.grade, row.rank, row)


def is_superseded(line: CardLine) -> bool:
    return line.pk is not None and hasattr(line, "superseded_by")


def said_of_goal(line: CardLine) -> str:
    """Why a line without a completion counts as it does; "" where it has one."""
    if line.weight is None or line.completion is not None and line.value is not None:
        return ""
    if line.kind == CardLineKind.JUDGED:
        return _("not judged yet")
    return _("nothing says what is to be reached") if line.goal is None else _("value not known")
