"""What parks wait for: entries, their reviews and agreements, contributions, funds, cultivation."""

from collections import Counter

from crm.core.days import days_from
from leads.models.asked import OpinionState
from parks.models import (
    Breach,
    CapitalCall,
    Contribution,
    EntryApplication,
    Member,
    MilestoneReport,
    PlanAction,
    ReviewOpinion,
    Supplement,
    UnmatchedRow,
)
from parks.models.application import objection

from .need import Need, missing_for, movers

S = EntryApplication.State


def needs_of_application(application):
    """The park submits, signs and hands over; the bureau decides, another person than submitted."""
    find = {
        S.DRAFT: _submission,
        S.IN_REVIEW: _decision,
        S.APPROVED: _agreement,
        S.AGREED: _hand_over,
    }.get(application.state)
    if find:
        yield from find(application)


def _of_the_park(application) -> dict:
    return {"role": "park_officer", "department_id": application.plot.park.department_id}


def _submission(application):
    missing = missing_for(application, "submit")
    yield Need("submit", **_of_the_park(application), missing=missing, **_money(application))


def _decision(application):
    opinions = application.opinions.all()
    if not opinions or any(opinion.state == OpinionState.ASKED for opinion in opinions):
        return
    words = {"apart": movers(application, "submit"), "is_decision": True, **_money(application)}
    if objection(application, None):
        yield Need("overrule", role="leader", **words)
        return
    department = application.project.department_id
    yield Need("approve", role="section_head", department_id=department, **words)
    yield Need("approve", role="leader", **words)


def _agreement(application):
    missing = missing_for(application, "agree")
    yield Need("agree", **_of_the_park(application), missing=missing, **_money(application))


def _hand_over(application):
    words = _of_the_park(application) | _money(application)
    yield Need("hand_over", **words, due_on=application.hand_over_by)


def _money(application) -> dict:
    return {"amount": application.promised_investment}


def needs_of_review(opinion):
    is_open = opinion.application.state == ReviewOpinion.OPEN
    if is_open and opinion.state == OpinionState.ASKED:
        yield Need(
            "give",
            right="parks.give_reviewopinion",
            department_id=opinion.department_id,
            is_decision=True,
            due_on=opinion.due_on,
            **_money(opinion.application),
        )


def needs_of_supplement(supplement):
    park = _of_the_park(supplement.application)
    state = supplement.state
    if state == Supplement.State.DRAFT:
        yield Need("propose", **park)
    elif state == Supplement.State.APPROVED:
        yield Need("sign", **park, missing=missing_for(supplement, "sign"))
    elif state == Supplement.State.PROPOSED:
        apart = {supplement.drafted_by_id, *movers(supplement, "propose")}
        words = {"apart": tuple(sorted(apart)), "is_decision": True}
        yield Need("approve", role="leader", **words)
        if not supplement.refused_by_a_leader_before():
            department = supplement.application.project.department_id
            yield Need("approve", role="section_head", department_id=department, **words)


def needs_of_breach(breach):
    """Until its day the enterprise has time to cure it."""
    if breach.state == Breach.State.OPEN:
        opens = days_from(breach.cure_by, 1)
        park = _of_the_park(breach.application)
        yield Need("cure", **park, is_decision=True, appears_on=opens, due_on=opens)


def needs_of_contribution(contribution):
    """Those of the bureaus' files stand in one line a month: see ``needs_of_import``."""
    if contribution.state == Contribution.State.DECLARED:
        yield Need("vouch", **_of_its_park(contribution), amount=_amount_of(contribution))
        return
    if contribution.state != Contribution.State.REPORTED or contribution.source_import_id:
        return
    missing = missing_for(contribution, "verify")
    yield Need(
        "verify",
        role="finance",
        apart=(contribution.reported_by_id,),
        missing=missing,
        is_decision=not missing,
        amount=_amount_of(contribution),
    )


def _of_its_park(report) -> dict:
    """What an enterprise reports itself is judged by its park."""
    department = report.enterprise.park.department_id
    return {"role": "park_officer", "department_id": department, "is_decision": True}


def _amount_of(contribution):
    return contribution.amount if contribution.metric != "jobs" else None


def needs_of_milestone_report(report):
    if report.state == MilestoneReport.State.REPORTED:
        yield Need("accept", **_of_its_park(report))


def needs_of_import(file):
    """A bureau's file: a line for each month and kind to be verified, and one for rows that nobody
    could place.
    """
    reported = Contribution.objects.filter(
        source_import=file, state=Contribution.State.REPORTED
    ).values_list("metric", "period_to", "happened_on", "reported_by")
    counts = Counter(
        (f"{period_to or happened_on:%Y-%m}", metric, by)
        for metric, period_to, happened_on, by in reported
    )
    for (month, metric, by), count in sorted(counts.items()):
        facts = {"month": month, "metric": metric, "count": count}
        yield Need(
            "verify_month",
            part=f"{month} {metric} {by}",
            role="finance",
            apart=(by,),
            is_decision=True,
            facts=facts,
        )
    unclear = UnmatchedRow.objects.open().filter(source=file).count()
    if unclear and file.by.has_perm("parks.file_contributions"):
        yield Need("clarify", person_id=file.by_id, facts={"count": unclear})


def needs_of_call(call):
    if call.state == CapitalCall.State.CALLED:
        missing = missing_for(call, "pay")
        yield Need("pay", role="finance", missing=missing, due_on=call.due_on, amount=call.amount)


def needs_of_member(member):
    """The office completes the plan, a leader decides; then it is looked at again on its day."""
    if member.state == Member.State.CANDIDATE:
        missing = missing_for(member, "list")
        role = "headquarters" if missing else "leader"
        yield Need("list", role=role, missing=missing, is_decision=not missing)
    elif member.state == Member.State.LISTED and member.review_on and member.keeper_id:
        due = member.review_on
        opens = days_from(due, -7)
        yield Need("review_plan", person_id=member.keeper_id, appears_on=opens, due_on=due)


def needs_of_action(action):
    if action.state == PlanAction.State.OPEN:
        yield Need(
            "finish",
            right="parks.change_planaction",
            department_id=action.department_id,
            due_on=action.due_on,
        )
