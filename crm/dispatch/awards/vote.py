"""The committee votes: each member once, in secret until the vote is closed."""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import AwardCandidate, AwardRound, AwardVote, CommitteeMember
from ..models.award import RoundState
from ..models.candidate import VoteChoice

CandidateState = AwardCandidate.State


def voted_on(award_round: AwardRound) -> list[AwardCandidate]:
    rows = award_round.candidates.exclude(state=CandidateState.STRUCK)
    return list(rows.select_related("enterprise__project", "department", "person", "agent"))


def ballot_of(award_round: AwardRound, user) -> list[AwardCandidate]:
    """The candidates on whom the person votes: all but themselves and their own department."""
    return [candidate for candidate in voted_on(award_round) if not candidate.is_of(user)]


@as_one()
def cast(award_round: AwardRound, choices: dict[AwardCandidate, str], *, by) -> list[AwardVote]:
    """A whole ballot: a choice for each candidate on whom the person votes.

    Raises NotPermitted for who is not of the committee; Refused the second time, when the vote is
    closed, or for a ballot that lacks a candidate or has one too many.
    """
    # Shared by all who vote; who closes the vote waits for them, and they for it.
    rows = AwardRound.objects.select_for_update(of=["self"])
    award_round = rows.select_related("kind").get(pk=award_round.pk)
    member = (
        CommitteeMember.objects.select_for_update(of=["self"])
        .filter(award_round=award_round, person=by)
        .first()
    )
    if member is None:
        raise NotPermitted(_("You are not of the committee."))
    if award_round.state != RoundState.VOTING:
        raise Refused(_("There is no vote now."))
    if member.voted_at:
        raise Refused(_("You have voted already."))
    candidate_keys = {candidate.pk for candidate in ballot_of(award_round, by)}
    if {candidate.pk for candidate in choices} != candidate_keys:
        raise Refused(_("Choose for each candidate; not for yourself or your department."))
    votes = [
        AwardVote(candidate=candidate, member=member, choice=VoteChoice(choice))
        for candidate, choice in choices.items()
    ]
    stored_votes = AwardVote.objects.bulk_create(votes)
    member.voted_at = timezone.now()
    save_as(member, by=by)
    return stored_votes


def vote_closed(award_round, taken):
    """The votes are counted. Elected are those with more than the needed share of their votes, as
    many as there are seats, and whoever is level with the last of them.
    """
    candidates = _counted(award_round)
    passed = [
        candidate
        for candidate in candidates
        if _passes(candidate, award_round.kind.threshold_percent)
    ]
    passed.sort(key=lambda candidate: -candidate.votes_for)
    seats = award_round.kind.seats
    least = passed[seats - 1].votes_for if len(passed) > seats else 0
    elected = {candidate.pk for candidate in passed if candidate.votes_for >= least}
    for candidate in candidates:
        step = "elect" if candidate.pk in elected else "pass_over"
        move(candidate, step, by=taken.by, votes=candidate.votes, votes_for=candidate.votes_for)


def _counted(award_round) -> list[AwardCandidate]:
    choices: dict[int, list[str]] = {}
    rows = AwardVote.objects.filter(candidate__award_round=award_round)
    for candidate_id, choice in rows.values_list("candidate", "choice"):
        choices.setdefault(candidate_id, []).append(choice)
    candidates = voted_on(award_round)
    for candidate in candidates:
        votes = choices.get(candidate.pk, [])
        candidate.votes, candidate.votes_for = len(votes), votes.count(VoteChoice.FOR)
    return candidates


def _passes(candidate, percent) -> bool:
    return bool(candidate.votes) and 100 * candidate.votes_for > percent * candidate.votes
