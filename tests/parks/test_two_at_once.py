"""Two people at the same instant, over connections of their own: neither promise nor place is spent
twice.
"""

import threading
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from crm.core.errors import Refused


@pytest.fixture
def committed(committed_database):
    """A fund, a list with one place and two enterprises that every connection sees."""
    return _world()


def _world():
    from crm.core.granting import give_role
    from crm.core.models import Department, User
    from leads.models import Company, Industry, Lead, Project
    from parks.models import Commitment, CultivationList, Enterprise, Fund, Member, Park

    department = Department.objects.create(name="同刻财政局")

    def person(role):
        user = User.objects.create_user(f"same_instant_{role}", department=department)
        give_role(user, role)
        return User.objects.get(pk=user.pk)

    people = {role: person(role) for role in ("finance", "leader")}
    fund = Fund.objects.create(
        name="同刻基金", department=department, size=10**9, founded_on=date(2022, 1, 1)
    )
    commitment = Commitment.objects.create(
        fund=fund, investor="示范资本", amount=Decimal(100), signed_on=date(2022, 1, 1)
    )
    company = Company.objects.create(name="同刻企业")
    park = Park.objects.create(name="同刻园区", level="city", department=department)
    found = CultivationList.objects.create(
        kind="backbone", year=2025, department=department, places=1
    )
    members = []
    for n in range(2):
        lead = Lead.objects.create(
            number=f"XS-T{n}",
            title="同刻",
            company=company,
            channel="chain",
            department=department,
            received_at="2022-01-01T00:00+08:00",
        )
        project = Project.objects.create(
            number=f"XM-T{n}",
            name="同刻",
            lead=lead,
            company=company,
            owner=people["leader"],
            department=department,
            industry=Industry.objects.get(code="3841"),
            channel="chain",
            investment=1,
        )
        enterprise = Enterprise.objects.create(
            project=project,
            company=company,
            park=park,
            name=f"同刻{n}",
            credit_code=f"T{n}",
            registered_on=date(2022, 1, 1),
        )
        members.append(
            Member.objects.create(
                cultivation_list=found,
                enterprise=enterprise,
                keeper=people["leader"],
                goals="x",
                support="x",
                why="x",
            )
        )
    return SimpleNamespace(commitment=commitment, members=members, **people)


def at_once(*works) -> list:
    """What each of the works that run side by side was refused with."""
    together, refused = threading.Barrier(len(works)), []

    def run(work):
        together.wait()
        try:
            work()
        except (Refused, ValidationError) as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_two_calls_at_once_do_not_exceed_the_commitment(committed):
    from parks.capital.invest import call_capital

    def call():
        call_capital(
            by=committed.finance,
            commitment=committed.commitment,
            amount=Decimal(60),
            called_on=date(2022, 7, 1),
            due_on=date(2022, 7, 31),
        )

    refused = at_once(call, call)
    assert (committed.commitment.calls.count(), len(refused)) == (1, 1)


def test_two_decisions_at_once_do_not_fill_one_place_twice(committed):
    from crm.core.transitions import perform
    from parks.models import Member

    refused = at_once(
        *(
            lambda member=each: perform(member, "list", by=committed.leader)
            for each in committed.members
        )
    )
    assert (Member.objects.listed().count(), len(refused)) == (1, 1)


def test_two_people_who_verify_the_same_rows_at_once_verify_them_once(committed):
    from crm.core.models import Move
    from crm.core.runs.run import take_now
    from parks.contributions.steps import VERIFY
    from parks.models import Contribution

    job = _file_of(committed.leader)
    rows = [
        Contribution.objects.create(
            enterprise=committed.members[0].enterprise,
            metric="equipment",
            amount=n,
            happened_on=date(2024, 1, n),
            reported_by=committed.leader,
            source_import=job,
        )
        for n in range(1, 21)
    ]
    outcomes = []
    at_once(
        *(
            lambda: outcomes.append(
                take_now(VERIFY, [row.pk for row in rows], by=committed.finance)
            )
            for _n in range(2)
        )
    )
    try:
        assert sorted(outcome.done for outcome in outcomes) == [0, 20]
        assert Move.objects.filter(name="verify").count() == 20
        assert Contribution.history.filter(history_type="~").count() == 20
    finally:
        Contribution.objects.all().delete()
        job.delete()


def _file_of(user):
    from django.utils import timezone

    from crm.core.models import TableImport

    return TableImport.objects.create(
        table="parks.tax",
        by=user,
        created_at=timezone.now(),
        file_name="x.xlsx",
        size_bytes=1,
        sha256="0" * 64,
    )
