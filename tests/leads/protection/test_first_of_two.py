"""Two registrations at the same instant, over connections of their own."""

import threading
from types import SimpleNamespace

import pytest
from django.db import connections

NAMES = ["同刻示范科技有限公司", "同刻示范科技", "湖南同刻示范科技股份有限公司", "同刻示范科技集团"]


@pytest.fixture
def committed(committed_database):
    """Agents that every connection sees."""
    from crm.core.models import Department, User
    from leads.models import Agent

    department = Department.objects.create(name="同刻商务局")
    agents = []
    for number in range(4):
        user = User.objects.create_user(f"same_instant_{number}")
        agent = Agent.objects.create(
            name=f"同刻机构{number}", kind="investment_firm", department=department
        )
        agent.users.add(user)
        agents.append((agent, user))
    return SimpleNamespace(agents=agents)


@pytest.mark.parametrize("_time", range(3))
def test_of_registrations_at_the_same_instant_exactly_one_wins(committed, _time):
    from leads.models import Company, Lead, Registration
    from leads.protection.register import register

    together, failed = threading.Barrier(4), []

    def report(number):
        agent, user = committed.agents[number]
        try:
            together.wait(timeout=30)
            register(by=user, agent=agent, company_name=NAMES[number], title=f"项目{number}")
        except Exception as error:  # told to the test below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=report, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    assert sorted(Registration.objects.values_list("state", flat=True)) == [
        "received",
        "taken",
        "taken",
        "taken",
    ]
    assert (Lead.objects.count(), Company.objects.count()) == (1, 1)
    winner = Registration.objects.get(state="received")
    assert winner.received_at == Registration.objects.order_by("received_at").first().received_at
    assert len(set(Registration.objects.values_list("received_at", flat=True))) == 4


@pytest.fixture
def ledger_of(committed, handed_over):
    """Makes a checked import by an officer of one lead that the first agent brings, seen by every
    connection.
    """
    from django.core.files.uploadedfile import SimpleUploadedFile

    from crm.core.granting import give_role
    from crm.core.models import TableImport, User
    from crm.core.tables.begin import begin_import
    from crm.core.tables.columns import TABLES
    from crm.core.tables.importing import check_import

    agent, _user = committed.agents[0]
    officer = User.objects.create_user("same_instant_officer", department=agent.department)
    give_role(officer, "officer")

    def make(name):
        text = f"项目名称,企业名称,渠道,推荐机构\n电池,{name},委托招商,{agent.name}\n"
        job = begin_import(
            TABLES["leads.lead"],
            SimpleUploadedFile("a.csv", text.encode()),
            by=User.objects.get(pk=officer.pk),
        )
        check_import(job)
        return TableImport.objects.get(pk=job.pk)

    yield make
    TableImport.objects.all().delete()
    officer.groups.clear()


@pytest.mark.parametrize("_time", range(3))
def test_of_a_ledger_and_a_registration_at_the_same_instant_one_wins(committed, ledger_of, _time):
    from crm.core.tables.begin import confirm_import
    from crm.core.tables.importing import write_import
    from leads.models import Lead, Registration
    from leads.protection.register import register

    def write(job, together):
        together.wait(timeout=30)
        write_import(job)

    def report(together):
        agent, user = committed.agents[1]
        together.wait(timeout=30)
        register(by=user, agent=agent, company_name=NAMES[1], title="项目")

    job = ledger_of(NAMES[0])
    confirm_import(job, by=job.by)
    job.refresh_from_db()
    together, failed = threading.Barrier(2), []
    threads = [
        threading.Thread(target=_ending_its_connections, args=(failed, *work))
        for work in ((write, job, together), (report, together))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    job.refresh_from_db()
    held = Registration.objects.holding().get()
    outcome = (job.phase, held.agent.name, Registration.objects.count(), Lead.objects.count())
    assert failed == [] and outcome in (
        ("done", "同刻机构0", 2, 1),
        ("faulty", "同刻机构1", 1, 1),
    )


def _ending_its_connections(failed, work, *arguments):
    try:
        work(*arguments)
    except Exception as error:  # told to the test
        failed.append(error)
    finally:
        connections.close_all()


def test_the_database_itself_keeps_a_company_to_one_holder(people, agent):
    from django.db import IntegrityError, transaction

    from leads.models import Registration
    from leads.protection.register import register

    held = register(by=people.agency, agent=agent, company_name="示范光电", title="镜头")
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            number="BB-X",
            agent=agent,
            company_name="示范光电",
            title="又一次",
            company=held.company,
            department=people.city,
            registered_by=people.agency,
            received_at=held.received_at,
        )
