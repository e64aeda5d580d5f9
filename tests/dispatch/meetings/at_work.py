"""A meeting with something on its table, for tests of what comes after its preparation."""

from datetime import timedelta

from crm.core.transitions import move
from crm.dispatch.meetings.items import put_on_agenda
from crm.dispatch.meetings.minutes import decide, note_attendance, note_said, note_summary
from crm.dispatch.meetings.prepare import prepare, send
from crm.dispatch.worklist.give import give_task

A_DAY = timedelta(days=1)


def sent_meeting(body, people, plan, day):
    """With a late task and an item of people."""
    give_task(
        by=people.headquarters,
        title="走访后备企业",
        heading=plan.target.heading,
        department=people.city,
        person=people.officer,
        due_on=day - 3 * A_DAY,
    )
    meeting = prepare(body, None, day, by=people.headquarters)
    put_on_agenda(meeting, title="听取市金融办汇报", by=people.headquarters)
    send(meeting, by=people.headquarters)
    return meeting


def held_meeting(body, people, plan, day):
    meeting = sent_meeting(body, people, plan, day)
    rows = list(meeting.attendances.all())
    came = {row.pk: ("present", "") for row in rows}
    came[rows[-1].pk] = ("stood_in", "李副局长")
    note_attendance(meeting, came, by=people.headquarters)
    item = meeting.items.filter(part="tasks").first()
    note_said(item, "一周内办结。\n确有困难的书面说明。", by=people.headquarters)
    decide(
        meeting,
        by=people.headquarters,
        item=item,
        text="专题调度后备企业股改",
        heading=plan.target.heading,
        department=people.city,
        person=people.officer,
        due_on=day + 10 * A_DAY,
    )
    note_summary(meeting, "逐件销号，不以会代办。", by=people.headquarters)
    meeting.refresh_from_db()
    move(meeting, "hold", by=people.headquarters)
    return meeting
