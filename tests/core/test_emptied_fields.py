"""A tracked record stays, with its row of history, when what one of its fields names is deleted."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import CASCADE, PROTECT, RESTRICT, SET_NULL
from django.utils import timezone

from crm.core.emptied_fields import emptied_fields
from crm.core.models.tracked import tracked_models
from crm.core.transitions import move
from crm.desk.models import KnowledgeEntry, ServiceKind, ServiceRequest
from crm.dispatch.models import Heading, ScoreCard
from crm.dispatch.scorecards.contest import contest
from crm.dispatch.worklist.give import add_step, give_task
from crm.dispatch.worklist.steps import finish_step
from crm.site.models import EventsPage, HomePage, Received
from leads.knowledge.enter import enter_acquaintance
from leads.knowledge.introductions import ask
from leads.models import Company, Lead, Native
from tests.cast import new_evidence
from tests.dispatch.plan.at_work import a_target, draft_plan, put_in_force
from tests.dispatch.scorecards.at_work import a_run, leads, published

pytestmark = pytest.mark.django_db
KEEPS_OR_TELLS = {PROTECT, RESTRICT, CASCADE, SET_NULL}


def a_request(number: str) -> ServiceRequest:
    return ServiceRequest.objects.create(
        number=number,
        code=number,
        title="排污许可怎么变更",
        content="排污许可怎么变更",
        kind=ServiceKind.objects.first(),
        channel="hotline",
        received_at=timezone.now(),
    )


def an_answer(people):
    return KnowledgeEntry.objects.create(
        question="排污许可怎么变更",
        answer="三楼",
        kind=ServiceKind.objects.first(),
        written_by=people.officer,
        source=a_request("FW-1"),
    )


def asked_again(people):
    first, second = a_request("FW-1"), a_request("FW-2")
    second.repeat_of = first
    second.save()
    return second


def a_contest(people):
    run = a_run(people)
    leads(people, 1, people.park_department)
    published(people, run)
    card = ScoreCard.objects.get(run=run, subject__department=people.park_department)
    return contest(card, line=card.lines.first(), text="少计一条", by=people.park_officer)


def a_step(people):
    draft = draft_plan(people)
    a_target(people, draft, 2, 3)
    heading = Heading.objects.get(plan=put_in_force(people, draft))
    task = give_task(
        by=people.headquarters,
        heading=heading,
        title="走访十二家",
        department=people.city,
        person=people.officer,
        due_on=timezone.localdate(),
    )
    step = add_step(by=people.officer, task=task, title="列出名单", due_on=task.due_on)
    move(task, "take_up", by=people.officer)
    return finish_step(step, by=people.officer, evidence=new_evidence())


def an_introduction(people):
    company = Company.objects.create(name="示范重工集团有限公司")
    known = enter_acquaintance(
        by=people.officer,
        company=company,
        native=Native.objects.create(name="周远"),
        how="同学",
        consent="given",
        consent_on=date(2026, 9, 1),
    )
    made = ask(known, company, by=people.officer, wish="约见")
    made.lead = Lead.objects.create(
        number="XS-1",
        title="来访",
        company=company,
        channel="hometown",
        department=people.city,
        received_at=timezone.now(),
    )
    made.save()
    return made


def a_message(people):
    home = HomePage.objects.get(locale__language_code="zh-hans")
    page = home.add_child(instance=EventsPage(title="活动", slug="events", locale=home.locale))
    return Received.objects.create(
        form="event", name="方", phone="13900000001", page=page, department=people.city, same="1"
    )


MADE = {
    "desk.KnowledgeEntry.source": an_answer,
    "desk.ServiceRequest.repeat_of": asked_again,
    "dispatch.ScoreContest.line": a_contest,
    "dispatch.TaskStep.evidence": a_step,
    "leads.Introduction.lead": an_introduction,
    "site.Received.page": a_message,
}


def test_every_such_field_is_tried():
    assert sorted(str(field) for field in emptied_fields()) == sorted(MADE)


@pytest.mark.parametrize("name", MADE)
def test_the_record_stays_and_its_history_says_that_it_names_nothing_more(people, name):
    record, field = MADE[name](people), name.rpartition(".")[2]
    connection.check_constraints()
    before = record.history.count()
    getattr(record, field).delete()
    connection.check_constraints()
    record.refresh_from_db()
    versions = list(record.history.order_by("-history_id"))
    assert getattr(record, field) is None
    assert getattr(versions[0], f"{field}_id") is None and getattr(versions[1], f"{field}_id")
    assert len(versions) == before + 1
    assert versions[0].history_user is not None


def test_no_tracked_field_does_anything_else_when_what_it_names_goes():
    """A default in its place, or nothing, would be refused by the database or leave a hole."""
    others = [
        str(field)
        for model in tracked_models()
        for field in model.history.model.tracked_fields
        if field.is_relation and field.remote_field.on_delete not in KEEPS_OR_TELLS
    ]
    assert others == []
