"""What people have noted down for themselves and for one another: next steps, reminders, and
proposals to decide on.
"""

from crm.core.days import day_of
from crm.core.models import Proposal
from leads.models.lead import OPEN, LeadState

from .need import Need

STILL_GOES = OPEN | {LeadState.CONVERTED}


def needs_of_activity(activity):
    """The next step, while what it is about goes on and its person may still see it."""
    if activity.next_on is None or activity.next_done_at or not _goes_on(activity):
        return
    person = activity.next_by or activity.by
    if person.is_active and _sees(person, activity):
        yield Need("finish_step", person_id=person.pk, due_on=activity.next_on)


def _goes_on(activity) -> bool:
    if activity.lead:
        return activity.lead.state in STILL_GOES
    if activity.campaigntarget:
        return activity.campaigntarget.is_open
    return activity.project.state not in ("terminated", "transferred")


def needs_of_reminder(reminder):
    record = reminder.target_object
    if reminder.done_at is None and record is not None and _sees(reminder.user, record):
        yield Need("be_reminded", person_id=reminder.user_id, due_on=day_of(reminder.remind_at))


def _sees(person, record) -> bool:
    return type(record).objects.visible_to(person).filter(pk=record.pk).exists()


def needs_of_proposal(proposal):
    if proposal.state == Proposal.State.OPEN:
        yield Need(
            "approve",
            right=proposal.model.CHANGES.right,
            apart=(proposal.proposed_by_id,),
            is_decision=True,
        )
