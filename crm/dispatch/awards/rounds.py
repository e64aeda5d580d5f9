"""Rounds of awards: begun with their committee, put on public notice, awarded."""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.notifications import notify
from crm.core.transitions import move
from crm.core.working_days import add_working_days
from crm.core.writes import as_one
from crm.core.writing.history import create_many, save_as

from ..models import AwardCandidate, AwardKind, AwardRound, CommitteeMember
from ..models.award import RUNS, RoundState

CandidateState = AwardCandidate.State


@as_one()
def create_kind(*, by, **facts) -> AwardKind:
    return _stored(AwardKind(**facts), by)


@as_one()
def begin_round(*, by, **facts) -> AwardRound:
    return _stored(AwardRound(**facts), by)


@as_one()
def set_committee(award_round: AwardRound, people, *, by) -> None:
    """Who is of the committee, until the vote begins. Raises NotPermitted or Refused."""
    if not by.has_perm(RUNS):
        raise NotPermitted(_("You do not have the right to name the committee."))
    award_round = AwardRound.objects.select_for_update(of=["self"]).get(pk=award_round.pk)
    if award_round.state != RoundState.NOMINATING:
        raise Refused(_("The vote has begun: the committee stays as it is."))
    new_people = {person.pk: person for person in people}
    for member in award_round.members.all():
        if new_people.pop(member.person_id, None) is None:
            member._history_user = by
            member.delete()
    new_members = [
        CommitteeMember(award_round=award_round, person=person) for person in new_people.values()
    ]
    create_many(CommitteeMember, new_members, by=by)


def vote_opened(award_round, taken):
    """The committee is asked to vote."""
    people = [member.person for member in award_round.members.select_related("person")]
    notify(people, "award_vote_asked", award_round, by=taken.by)


@as_one()
def publish(award_round: AwardRound, *, by, note: str = ""):
    """On public notice for the working days that the award says."""
    until = add_working_days(timezone.localdate(), award_round.kind.notice_days)
    return move(award_round, "publish", by=by, note=note, notice_until=until)


def round_awarded(award_round, taken):
    """Those who were elected, and not struck off meanwhile, are awarded."""
    for candidate in award_round.candidates.filter(state=CandidateState.ELECTED):
        move(candidate, "award", by=taken.by, note=taken.note)


def candidate_awarded(candidate, taken):
    """A person or the logins of an agent hear of it."""
    people = [candidate.person] if candidate.person_id else []
    if candidate.agent_id:
        people = list(candidate.agent.users.filter(is_active=True))
    notify(
        [person for person in people if person.pk != taken.by_id],
        "award_won",
        candidate,
        by=taken.by,
    )


def on_notice():
    """Rounds that everybody may read: on public notice, and awarded."""
    states = (RoundState.NOTICE, RoundState.AWARDED)
    rows = AwardRound.objects.filter(state__in=states).select_related("kind__department")
    return rows.order_by("-notice_until", "-pk")


def shown_candidates(award_round) -> list[AwardCandidate]:
    rows = award_round.candidates.filter(state__in=(CandidateState.ELECTED, CandidateState.AWARDED))
    return list(rows.select_related("enterprise__project", "department", "person", "agent"))


def _stored(record, by):
    record.full_clean()
    return save_as(record, by=by)
