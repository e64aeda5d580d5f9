"""What dispatch meetings wait for: the office prepares, writes, and issues."""

from ..models.meeting import BRIEFS, PREPARES, WRITES, MeetingState
from .need import Need, missing_for


def needs_of_meeting(meeting):
    """The agenda by the day before, the minutes on the day, then the brief."""
    day = meeting.meets_on
    if meeting.state == MeetingState.PREPARED:
        yield Need("send", right=PREPARES, due_on=day)
    elif meeting.state == MeetingState.SENT:
        missing = missing_for(meeting, "hold")
        yield Need("hold", right=WRITES, missing=missing, appears_on=day, due_on=day)
    elif meeting.state == MeetingState.HELD:
        yield Need("issue_brief", right=BRIEFS, due_on=day)
