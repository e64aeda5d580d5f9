"""What is entered twice at the same instant, over connections of their own, is stored once."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from crm.core.errors import Refused
from crm.core.models import Submission


@pytest.fixture
def committed(committed_database):
    """An officer, an agency and a company that every connection sees."""
    return _world()


def _world():
    from crm.core.granting import give_role
    from crm.core.models import Department, User
    from leads.models import Agent, Company

    department = Department.objects.create(name="同刻招商局")

    def person(name, role):
        user = User.objects.create_user(name, department=department)
        give_role(user, role)
        return User.objects.get(pk=user.pk)

    officer, agency = person("at_once_officer", "officer"), person("at_once_agency", "agency")
    agent = Agent.objects.create(
        name="同刻招商咨询有限公司", kind="investment_firm", department=department
    )
    agent.users.add(agency)
    company = Company.objects.create(name="同刻电子有限公司")
    return SimpleNamespace(
        department=department, officer=officer, agency=agency, agent=agent, company=company
    )


def at_once(work, times=2) -> list:
    """What each of the works that run side by side gave back, or was refused with."""
    together, found = threading.Barrier(times), []

    def run(number):
        try:
            together.wait()
            found.append(work(number))
        except Refused as refused:
            found.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def sent(user, address, data, *, is_one_form: bool):
    """``work`` that sends a form: the very same one each time, or one of another page each time."""
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(user)

    def work(number):
        token = "a" * 64 if is_one_form else f"{number}" * 64
        return clients[number].post(address, {**data, "csrfmiddlewaretoken": token})

    return work


def lead_of(world):
    return {
        "title": "同刻项目",
        "company": world.company.pk,
        "company_name": "",
        "channel": "chain",
        "department": world.department.pk,
    }


FORMS = [
    (
        "company",
        "/admin/company/new/",
        lambda world: {"name": "湘江同刻新材料有限公司", "country": "中国"},
    ),
    ("lead", "/admin/lead/new/", lead_of),
    (
        "contact",
        "/admin/contact/new/",
        lambda world: {"company": world.company.pk, "name": "同先生", "phone": "13800001111"},
    ),
]


def count(name, world) -> int:
    from leads.models import Company, Contact, Lead

    rows = {
        "company": Company.objects.exclude(pk=world.company.pk),
        "lead": Lead.objects,
        "contact": Contact.objects,
    }
    return rows[name].count()


@pytest.mark.parametrize(("name", "address", "facts"), FORMS, ids=[form[0] for form in FORMS])
def test_a_form_sent_twice_by_a_second_click_makes_one_record_and_both_answers_lead_to_it(
    committed, name, address, facts
):
    answers = at_once(sent(committed.officer, address, facts(committed), is_one_form=True))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert "/inspect/" in answers[0]["Location"]
    assert count(name, committed) == 1


@pytest.mark.parametrize(("name", "address", "facts"), FORMS, ids=[form[0] for form in FORMS])
def test_the_same_facts_from_two_pages_at_once_are_stored_once_and_the_other_page_says_so(
    committed, name, address, facts
):
    answers = at_once(sent(committed.officer, address, facts(committed), is_one_form=False))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert count(name, committed) == 1
    [again] = [answer for answer in answers if answer.status_code == 200]
    page = again.content.decode()
    assert facts(committed)["title" if name == "lead" else "name"] in page


def test_a_registration_sent_twice_is_one_and_both_answers_lead_to_it(committed):
    from leads.models import Registration

    data = {"company": "洞庭同刻医药有限公司", "title": "原料药"}
    answers = at_once(sent(committed.agency, "/leads/new/", data, is_one_form=True))
    [registration] = Registration.objects.all()
    assert [answer["Location"] for answer in answers] == [f"/registrations/{registration.pk}/"] * 2


def test_a_form_whose_text_was_changed_since_is_another_one(committed):
    from leads.models import Contact

    client = Client()
    client.force_login(committed.officer)
    for name in ("同先生", "刻女士"):
        client.post(
            "/admin/contact/new/",
            {"company": committed.company.pk, "name": name, "csrfmiddlewaretoken": "b" * 64},
        )
    assert set(Contact.objects.values_list("name", flat=True)) == {"同先生", "刻女士"}


def test_a_refused_form_may_be_sent_again(committed):
    from leads.models import Contact

    client = Client()
    client.force_login(committed.officer)
    data = {"company": committed.company.pk, "name": "", "csrfmiddlewaretoken": "c" * 64}
    assert [client.post("/admin/contact/new/", data).status_code for _n in range(2)] == [200, 200]
    assert (Contact.objects.count(), Submission.objects.count()) == (0, 0)


def test_two_use_cases_at_once_enter_one_company(committed):
    from leads.companies.enter import enter_company
    from leads.models import Company

    found = at_once(lambda _n: enter_company(by=committed.officer, name="沅水同刻机械有限公司"))
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert Company.objects.named("沅水同刻机械有限公司").count() == 1


def test_two_use_cases_at_once_register_one_lead(committed):
    from leads.models import Lead
    from leads.pipeline.register import register_lead

    facts = {
        "company": committed.company,
        "title": "同刻项目",
        "channel": "chain",
        "department": committed.department,
    }
    found = at_once(lambda _n: register_lead(by=committed.officer, **facts))
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert Lead.objects.count() == 1


def test_a_ledger_that_is_written_holds_back_who_enters_the_same_company(committed):
    """The import holds the turns of all companies until it is stored."""
    from django.db import transaction

    from crm.core.turns import take_turns
    from leads.companies.enter import enter_company
    from leads.models import Company

    is_held, name, outcome = threading.Event(), "澧水同刻食品有限公司", []

    def import_ledger():
        with transaction.atomic():
            take_turns(Company)
            is_held.set()
            other.join(0.5)
            outcome.append(other.is_alive())
            Company.objects.create(name=name)
        connection.close()

    def enter():
        is_held.wait()
        try:
            enter_company(by=committed.officer, name=name)
        except Refused as refused:
            outcome.append(str(refused))
        connection.close()

    threads = [other := threading.Thread(target=enter), threading.Thread(target=import_ledger)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome[0] is True
    assert name in outcome[1]
    assert Company.objects.named(name).count() == 1


def test_forms_that_were_sent_are_forgotten_after_a_day(db):
    from crm.core.tasks import forget_submissions

    now = timezone.now()
    Submission.objects.create(key="old", at=now - timedelta(days=1, minutes=1))
    Submission.objects.create(key="young", at=now - timedelta(hours=23))
    forget_submissions()
    assert list(Submission.objects.values_list("key", flat=True)) == ["young"]
