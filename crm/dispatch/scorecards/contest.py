"""A card is contested and answered; what is corrected is a new line beside the old one."""

from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.models import User
from crm.core.notifications import notify
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import CardLine, ScoreCard, ScoreContest, ScoreRun
from ..models.contest import ANSWERS, CONTESTS
from ..models.score_card import CardLineKind
from .measure import Reached
from .points import ranks
from .reckon import counted_line, summed

COUNTED = {
    CardLineKind.INDICATOR,
    CardLineKind.TARGET,
    CardLineKind.PLAN,
    CardLineKind.JUDGED,
}


def may_contest(card: ScoreCard, user) -> bool:
    """The assessed may, while the cards are open to contests."""
    is_open = card.run.is_open_to_contest
    return is_open and user.has_perm(CONTESTS) and card.subject.is_of(user)


@as_one()
def contest(
    card: ScoreCard, *, text: str, by, line: CardLine | None = None, evidence=None
) -> ScoreContest:
    """Raises NotPermitted for somebody else's card; Refused after the last day, for a line that was
    corrected, or while the line is contested already.
    """
    card = ScoreCard.objects.select_for_update(of=["self"]).get(pk=card.pk)
    if not by.has_perm(CONTESTS) or not card.subject.is_of(by):
        raise NotPermitted(_("This is not your card."))
    _check_window(card.run)
    if line and not card.lines.live().filter(pk=line.pk).exists():
        raise Refused(_("This line does not stand on the card any more."))
    new_contest = ScoreContest(
        number=ScoreContest.NUMBERS.take(), card=card, line=line, text=text, by=by
    )
    new_contest.full_clean(exclude=["number"])
    save_as(new_contest, by=by)
    if evidence:
        attach(new_contest, evidence, by=by, purpose=str(_("evidence")))
    recipients = [user for user in User.objects.staff().with_right(ANSWERS) if user.pk != by.pk]
    notify(recipients, "score_contested", new_contest, by=by)
    return new_contest


def _check_window(run):
    if run.is_open_to_contest:
        return
    if run.contest_until and not run.is_frozen:
        words = {"day": run.contest_until}
        raise Refused(_("The cards could be contested until %(day)s.") % words)
    raise Refused(_("The cards of this period can not be contested now."))


@as_one()
def uphold(
    made: ScoreContest,
    *,
    answer: str,
    by,
    value: Decimal | None = None,
    goal: Decimal | None = None,
    points: Decimal | None = None,
    note: str = "",
) -> CardLine:
    """Uphold the contest, and correct the card: ``value`` and ``goal`` of a line that is counted,
    else ``points``; without a line, ``points`` that were missing; a veto is lifted. The old line
    stays.

    Raises what ``move`` raises; Refused where nothing would change.
    """
    ScoreRun.objects.select_for_update().get(pk=made.card.run_id)  # of two answers one waits
    card = ScoreCard.objects.select_for_update(of=["self"]).get(pk=made.card_id)
    new_line = _corrected(made, value, goal, points)
    if made.line and (new_line.points, new_line.grade) == (made.line.points, made.line.grade):
        raise Refused(_("With this the line has the points that it has already."))
    if not made.line and not new_line.points:
        raise Refused(_("Say how many points were missing."))
    move(made, "uphold", by=by, note=note, answer=answer)
    new_line.card, new_line.contest, new_line.by, new_line.supersedes = card, made, by, made.line
    new_line.save()
    _sum_up(card, by, str(made.number))
    return new_line


def _corrected(score_contest: ScoreContest, value, goal, points) -> CardLine:
    old_line = score_contest.line
    if old_line is None:
        order = score_contest.card.lines.count() + 1
        return CardLine(
            kind=CardLineKind.CORRECTION,
            order=order,
            name=_("Correction after %(contest)s") % {"contest": score_contest.number},
            points=points or Decimal(0),
        )
    if old_line.kind in COUNTED:
        result = Reached(
            old_line.value if value is None else value,
            old_line.goal if goal is None else goal,
            old_line.start,
        )
        new_line = counted_line(old_line.line, result, order=old_line.order, note=old_line.note)
        new_line.entry = old_line.entry
        return new_line
    if old_line.kind == CardLineKind.VETO:
        points = Decimal(0)
    if points is None:
        raise Refused(_("Say how many points are right."))
    return CardLine(
        kind=old_line.kind,
        order=old_line.order,
        line=old_line.line,
        entry=old_line.entry,
        name=old_line.name,
        value=abs(points) or None,
        points=points,
        note=old_line.note,
    )


def _sum_up(card: ScoreCard, by, reason: str):
    """The card is summed up anew, and all cards of the period are ranked anew."""
    run = card.run
    cards = list(ScoreCard.objects.select_for_update().filter(run=run).order_by("pk"))
    lines = CardLine.objects.live().filter(card__in=cards)
    card_lines, vetoed_keys = [], set()
    for line in lines:
        if line.card_id == card.pk:
            card_lines.append(line)
        if line.kind == CardLineKind.VETO and line.grade:
            vetoed_keys.add(line.card_id)
    card.score, card.grade = summed(run.scheme, card_lines)
    scores = [card.score if row.pk == card.pk else row.score for row in cards]
    places = ranks(
        [(row.pk in vetoed_keys, score) for row, score in zip(cards, scores, strict=True)]
    )
    for row, place in zip(cards, places, strict=True):
        if row.pk == card.pk:
            row.score, row.grade = card.score, card.grade
        if row.pk == card.pk or row.rank != place:
            row.rank = place
            save_as(row, by=by, reason=reason)


def contest_answered(made, taken):
    if made.by_id != taken.by_id:
        notify([made.by], "score_contest_answered", made, by=taken.by)
