"""What the bureau owes to agents: answers, protection, arbitration, accounts."""

from crm.core.days import days_from
from leads.models import AccountChange, Clock, Dispute, Registration
from leads.models.lead import OPEN

from .need import Need, movers
from .of_leads import of_officer

BEFORE_JUDGEMENT = {Registration.State.RECEIVED, Registration.State.RESPONDED}


def needs_of_registration(registration):
    if registration.state == Registration.State.RECEIVED:
        due = [
            clock.due_on for clock in registration.clocks.all() if clock.kind == Clock.Kind.RESPOND
        ]
        yield Need(
            "respond",
            **_in_charge(registration),
            is_decision=True,
            due_on=min(due, default=None),
            amount=registration.investment,
        )
    if registration.warned_on and _is_protected(registration):
        yield Need(
            "keep_protected", **_in_charge(registration), due_on=registration.protected_until
        )


def _in_charge(registration) -> dict:
    lead = registration.lead
    return of_officer(lead if lead and lead.owner_id else _Unowned(registration))


class _Unowned:
    """A registration without an officer in charge lies with its department."""

    owner_id = None

    def __init__(self, registration):
        self.department_id = registration.department_id


def _is_protected(registration) -> bool:
    lead = registration.lead
    return registration.state == Registration.State.ACCEPTED and lead and lead.state in OPEN


def needs_of_clock(clock):
    """Responding and judging are steps of their own, and an answer can be given once it is judged;
    what is late goes up.
    """
    if not clock.is_running:
        return
    registration = clock.registration
    is_reported = clock.kind == Clock.Kind.REPORT
    is_judged = registration.state not in BEFORE_JUDGEMENT
    if is_reported or clock.kind == Clock.Kind.ANSWER and is_judged:
        yield Need(f"clock_{clock.kind}", **_in_charge(registration), due_on=clock.due_on)
    if clock.head_told_at:
        yield Need(
            f"clock_{clock.kind}",
            role="section_head",
            department_id=registration.department_id,
            due_on=clock.due_on,
        )
    if clock.leader_told_at:
        yield Need(f"clock_{clock.kind}", role="leader", due_on=clock.due_on)


def needs_of_dispute(dispute):
    if dispute.state == Dispute.State.OPEN:
        department = dispute.claimant.department_id
        yield Need("hear", role="officer", department_id=department)
    if dispute.state == Dispute.State.HEARING:
        yield from _decision_of(dispute)


def _decision_of(dispute):
    """By somebody who has nothing to do with the lead, once both sides had their time."""
    apart = tuple(sorted({*movers(dispute, "hear"), *_involved(dispute)}))
    opens = dispute.evidence_due_on
    if opens and dispute.sides_heard() >= 2:
        opens = None
    words = {"apart": apart, "is_decision": True}
    words["appears_on"] = opens and days_from(opens, 1)
    yield Need("decide", role="section_head", department_id=dispute.claimant.department_id, **words)
    yield Need("decide", role="leader", **words)


def _involved(dispute) -> set[int]:
    lead, holder = dispute.lead, dispute.holder
    people = {lead.owner_id, dispute.claimant.registered_by_id, holder and holder.registered_by_id}
    return people - {None} | set(lead.moves().values_list("by", flat=True))


def needs_of_account_change(change):
    if change.state != AccountChange.State.ASKED:
        return
    if change.is_own_name or change.holder_approved_by_id:
        apart = {change.asked_by_id, change.holder_approved_by_id} - {None}
        yield Need("confirm", role="finance", apart=tuple(sorted(apart)), is_decision=True)
        return
    words = {"apart": (change.asked_by_id,), "is_decision": True}
    yield Need(
        "approve_holder",
        role="section_head",
        department_id=change.agent.department_id,
        **words,
    )
    yield Need("approve_holder", role="leader", **words)
