"""What leads, projects and judgements wait for."""

from datetime import timedelta

from crm.core.days import days_from
from leads.models import Assessment, Lead, Opinion, Project, Urging
from leads.models.asked import OpinionState
from leads.models.lead import OPEN
from leads.models.warning import Grade

from .need import Need, missing_for

# How long before a promised day its step is seen.
AHEAD = timedelta(days=30)
STEP_OF_LEAD = {
    Lead.State.NEW: "judge",
    Lead.State.JUDGED: "engage",
    Lead.State.ENGAGED: "negotiate",
    Lead.State.NEGOTIATING: "convert",
}
STEP_OF_PROJECT = {
    Project.State.NEGOTIATING: "sign",
    Project.State.ENTERED: "start",
    Project.State.STARTED: "produce",
    Project.State.PRODUCING: "fill",
}


def of_officer(record) -> dict:
    """Whose work the record is: who is in charge of it, else the officers of its department."""
    if record.owner_id:
        return {"person_id": record.owner_id}
    return {"role": "officer", "department_id": record.department_id}


def needs_of_lead(lead):
    yield from _next_step(lead)
    yield from _unread(lead)
    yield from _way_out(lead)


def _next_step(lead):
    """Nothing is asked of anybody while departments are still judging the lead."""
    step = STEP_OF_LEAD.get(lead.state)
    if step is None or step in ("judge", "convert") and _is_being_judged(lead):
        return
    whom = of_officer(lead)
    if step == "judge":
        whom = {"role": "section_head", "department_id": lead.department_id}
    missing = missing_for(lead, step)
    yield Need(
        step,
        **whom,
        missing=missing,
        is_decision=not missing,
        due_on=_judged_by(lead) if step == "judge" else None,
        amount=lead.investment,
    )


def _is_being_judged(lead) -> bool:
    return any(assessment.is_open for assessment in lead.assessments.all())


def _judged_by(lead):
    """The day that was promised to the agent, where one brought it."""
    days = [
        clock.due_on
        for registration in lead.registrations.all()
        for clock in registration.clocks.all()
        if clock.kind == "judge" and clock.is_running
    ]
    return min(days, default=None)


def _unread(lead):
    """An agent has written; who is in charge of the project, once there is one, answers."""
    unread = [
        message for message in lead.messages.all() if message.is_from_agent and not message.seen_at
    ]
    if unread:
        project = getattr(lead, "project", None)
        whom = of_officer(project or lead)
        yield Need("read", **whom, is_decision=True, facts={"count": len(unread)})


def _way_out(record):
    """A red light that has burnt so long that the record should leave the pool."""
    lights = [light for light in record.lights.all() if light.grade == Grade.OUT]
    if lights:
        yield Need(
            "leave_pool",
            role="section_head",
            department_id=record.department_id,
            is_decision=True,
            facts={"light": min(light.pk for light in lights)},
        )


def needs_of_project(project):
    step = STEP_OF_PROJECT.get(project.state)
    planned = {"start": project.planned_start_on, "produce": project.planned_production_on}
    if step:
        due = planned.get(step)
        yield Need(
            step,
            **_worked_by(project, step),
            missing=missing_for(project, step),
            due_on=due,
            appears_on=due and due - AHEAD,
            amount=project.contract_amount or project.investment,
        )
    yield from _way_out(project)


def _worked_by(project, step) -> dict:
    """Signing is the officer's; what happens on the ground is recorded by the park."""
    if step == "sign":
        return of_officer(project)
    return {
        "role": "park_officer",
        "department_id": project.host_department_id or project.department_id,
    }


def needs_of_assessment(assessment):
    """Who convened it finishes it, or asks again where a department is late."""
    if assessment.state != Assessment.State.OPEN or assessment.lead.state not in OPEN:
        return
    owed = [opinion for opinion in assessment.opinions.all() if opinion.state == OpinionState.ASKED]
    missing = missing_for(assessment, "finish")
    yield Need(
        "finish",
        **_convener(assessment),
        missing=missing,
        is_decision=not missing,
        appears_on=days_from(min(opinion.due_on for opinion in owed), 1) if owed else None,
        amount=assessment.investment,
    )


def _convener(assessment) -> dict:
    """A leader who convened it has it finished by the section head."""
    if assessment.convened_by.has_perm("leads.change_assessment"):
        return {"person_id": assessment.convened_by_id}
    return {"role": "section_head", "department_id": assessment.lead.department_id}


def needs_of_opinion(opinion):
    is_asked = opinion.state == OpinionState.ASKED and opinion.assessment.state == Opinion.OPEN
    if is_asked and opinion.assessment.lead.state in OPEN:
        yield Need(
            "give",
            right="leads.give_opinion",
            department_id=opinion.department_id,
            is_decision=True,
            due_on=opinion.due_on,
            amount=opinion.assessment.investment,
        )


def needs_of_urging(urging):
    if urging.state == Urging.State.OPEN:
        yield Need("answer", person_id=urging.to_id, due_on=urging.due_on)
