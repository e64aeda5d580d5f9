"""Numbers under real concurrency: threads with connections of
their own, no gap and no duplicate.
"""

import threading
from itertools import count

import pytest
from django.db import connections, transaction

from commissions.documents.issue import issue, record
from commissions.documents.verify import gaps, verify
from commissions.models import Agreement, IssuedDocument
from crm.core.transitions import move
from tests.database_accounts import tampering

K = IssuedDocument.Kind
MANY, THREADS, RENDERED = 500, 8, 12


@pytest.fixture
def committed(committed_database):
    """Agreements that every connection sees, and an officer."""
    from commissions.models import Policy, PolicyVersion
    from commissions.policies.library import document_of
    from crm.core.granting import give_role
    from crm.core.models import Department, User
    from leads.models import Agent

    department = Department.objects.create(name="同时商务局")
    officer = User.objects.create_user("at_once", department=department)
    give_role(officer, "officer")
    agent = Agent.objects.create(name="同时机构", kind="investment_firm", department=department)
    version = PolicyVersion.objects.create(
        policy=Policy.objects.create(code="at-once", name="办法"),
        number="1",
        document=document_of("changde-demo"),
        valid_from="2020-01-01",
    )
    facts = {
        "agent": agent,
        "policy_version": version,
        "starts_on": "2020-01-01",
        "ends_on": "2030-01-01",
        "state": "approved",
    }
    agreements = Agreement.objects.bulk_create(
        [Agreement(number=f"XY-1-{n}", **facts) for n in range(MANY)]
    )
    return User.objects.get(pk=officer.pk), agreements


def at_once(subjects, act):
    """``act`` on each subject, over the threads; what failed comes back."""
    failed, taken = [], count()

    def work():
        try:
            while (place := next(taken)) < len(subjects):
                act(place, subjects[place])
        except Exception as error:  # told to the test
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _each in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return failed


class Stopped(Exception):
    """What a power cut is to the database."""


def test_500_at_once_have_the_numbers_1_to_500(committed):
    officer, agreements = committed

    def act(place, agreement):
        # every tenth is cut off after it has taken its number, and begins again
        if place % 10 == 0:
            with pytest.raises(Stopped), transaction.atomic():
                record(K.AGREEMENT, agreement, by=officer)
                raise Stopped
        record(K.AGREEMENT, agreement, by=officer)

    assert at_once(agreements, act) == []
    serials = sorted(IssuedDocument.objects.values_list("serial", flat=True))
    assert serials == list(range(1, MANY + 1))
    assert IssuedDocument.objects.values("object_id").distinct().count() == MANY
    assert gaps() == []


def test_the_same_with_rendering_and_seal(committed):
    officer, agreements = committed
    assert (
        at_once(
            agreements[:RENDERED],
            lambda _place, agreement: issue(K.AGREEMENT, agreement, by=officer),
        )
        == []
    )
    documents = list(IssuedDocument.objects.order_by("serial"))
    assert [document.serial for document in documents] == list(range(1, RENDERED + 1))
    assert [verify(document).problems for document in documents] == [[]] * RENDERED


def test_of_two_who_issue_the_same_one_is_refused(committed):
    officer, agreements = committed
    failed = at_once(
        [agreements[0]] * 8, lambda _place, agreement: record(K.AGREEMENT, agreement, by=officer)
    )
    assert IssuedDocument.objects.count() == 1
    assert len(failed) == 7


def test_a_missing_number_is_named(db, people, agreement):
    Agreement.objects.filter(pk=agreement.pk).update(state="approved")
    for _each in range(3):
        move(
            record(K.AGREEMENT, agreement, by=people.officer),
            "withdraw",
            by=people.head,
            note="重做",
        )
    assert gaps() == []
    with tampering(IssuedDocument):
        IssuedDocument.objects.filter(serial=2).delete()
    year = IssuedDocument.objects.first().year
    assert gaps() == [f"agreement {year}: 2"]
