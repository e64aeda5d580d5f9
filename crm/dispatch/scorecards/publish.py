"""Periods are opened, their cards published, and frozen."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.indicators.keep import keep_up
from crm.core.models import User
from crm.core.notifications import notify
from crm.core.transitions import move
from crm.core.working_days import add_working_days
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import CardLine, ScoreCard, ScoreRun, ScoreScheme
from ..models.contest import CONTESTS
from .periods import period_of
from .reckon import Card, live_cards

OPENS = "dispatch.add_scorerun"


@as_one()
def open_run(*, scheme: ScoreScheme, starts_on: date, by) -> ScoreRun:
    """The period of the scheme in which ``starts_on`` lies.

    Raises NotPermitted; Refused for a scheme that is not in force, or a period to come.
    """
    if not by.has_perm(OPENS):
        raise NotPermitted(_("You do not have the right to open periods of assessment."))
    if scheme.state != ScoreScheme.State.IN_FORCE:
        raise Refused(_("The scheme is not in force."))
    if starts_on > timezone.localdate():
        raise Refused(_("That period has not begun yet."))
    first, last = period_of(scheme.period, starts_on)
    run = ScoreRun(scheme=scheme, starts_on=first, ends_on=last)
    run.full_clean()
    return save_as(run, by=by)


@as_one()
def publish(run: ScoreRun, *, by, note: str = ""):
    """Write every card down as the facts are now, and let it be contested for the working days
    that the scheme says.
    """
    until = add_working_days(timezone.localdate(), run.scheme.contest_days)
    taken = move(run, "publish", by=by, note=note, contest_until=until)
    keep_up()
    cards = live_cards(run)
    for card in cards:
        _store(run, card, by)
    _tell(run, cards, by)
    return taken


def _store(run, card: Card, by) -> ScoreCard:
    stored = ScoreCard(
        run=run, subject=card.subject, score=card.score, grade=card.grade, rank=card.rank
    )
    save_as(stored, by=by)
    for line in card.lines:
        line.card, line.by = stored, by
    CardLine.objects.bulk_create(card.lines)
    return stored


def _tell(run, cards, by):
    """Those whose card it is hear of it."""
    for card in ScoreCard.objects.filter(run=run).select_related("subject__agent", "run__scheme"):
        people = [person for person in people_of(card.subject) if person.pk != by.pk]
        until = run.contest_until.isoformat()
        notify(people, "score_published", card, by=by, until=until)


def people_of(subject) -> list[User]:
    """Who may contest the card of the subject."""
    if subject.officer_id:
        return list(User.objects.filter(pk=subject.officer_id, is_active=True))
    if subject.agent_id:
        return list(subject.agent.users.filter(is_active=True))
    people = User.objects.staff().with_right(CONTESTS)
    return list(people.filter(department=subject.office_id))


def run_frozen(run, taken):
    """Those whose card it is hear of it."""
    for card in run.cards.select_related("subject__agent", "run__scheme"):
        people = [person for person in people_of(card.subject) if person.pk != taken.by_id]
        notify(people, "score_frozen", card, by=taken.by)
