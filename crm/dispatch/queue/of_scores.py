"""What scorecards and awards wait for."""

from datetime import timedelta

from ..models import AwardRound, CommitteeMember, ScoreContest, ScoreRun
from ..models.contest import ANSWERS
from ..models.score_entry import CONFIRMS
from ..models.score_run import FREEZES, PUBLISHES
from .need import Need, missing_for

A_DAY = timedelta(days=1)
State = AwardRound.State


def needs_of_run(run):
    """Published when its time is over; frozen by another person when nobody contests any more."""
    if run.state == ScoreRun.State.PREVIEW:
        yield Need("publish", right=PUBLISHES, appears_on=run.ends_on + A_DAY)
    elif run.state == ScoreRun.State.PUBLISHED and not run.open_contests:
        yield Need(
            "freeze",
            right=FREEZES,
            apart=(run.published_by_id,),
            appears_on=run.contest_until + A_DAY,
            is_decision=True,
        )


def needs_of_entry(entry):
    yield Need(
        "confirm",
        right=CONFIRMS,
        apart=(entry.entered_by_id,),
        missing=missing_for(entry, "confirm"),
        is_decision=True,
    )


def needs_of_contest(contest):
    if contest.state == ScoreContest.State.OPEN:
        yield Need("answer_contest", right=ANSWERS, apart=(contest.by_id,), is_decision=True)


def needs_of_member(member: CommitteeMember):
    if member.voted_at is None and member.award_round.state == State.VOTING:
        yield Need("vote", person_id=member.person_id, is_decision=True)


def needs_of_round(award_round):
    if award_round.state == State.NOTICE:
        yield Need(
            "award",
            right="dispatch.decide_awardround",
            appears_on=award_round.notice_until + A_DAY,
            is_decision=True,
        )
