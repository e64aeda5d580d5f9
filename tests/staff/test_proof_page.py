"""The page of the checkpoints: for auditors and administrators, from the files alone."""

import pytest
from django.db import connection
from django.urls import reverse

from crm.core.database.owner import as_owner
from crm.core.granting import give_role
from crm.core.models import Parameter, User
from crm.core.proof.checkpoint import make_checkpoint
from crm.core.proof.rounds import verify_here
from crm.core.writing.history import save_as
from tests.database_accounts import tampering


@pytest.fixture
def page(client, people):
    def read(person) -> str:
        client.force_login(person)
        answer = client.get(reverse("wagtailadmin_proof"), follow=False)
        return answer.status_code, answer.content.decode()

    return read


def test_before_the_first_it_says_when_it_comes(page, people):
    status, text = page(people.auditor)
    assert status == 200
    assert "尚无校验点；每小时生成一个。" in text
    assert "尚未核验；每晚核验一次。" in text


def test_auditors_and_administrators_read_it_and_nobody_else(page, people):
    administrator = User.objects.create_user("admin2", password="a-long-password-1")
    give_role(administrator, "audit_administrator")
    for person, may in (
        (people.auditor, True),
        (administrator, True),
        (people.finance, False),
        (people.leader, False),
        (people.officer, False),
    ):
        status, text = page(person)
        assert ("校验点" in text and status == 200) is may, person


def test_strangers_and_agents_do_not_reach_it(client, people):
    address = reverse("wagtailadmin_proof")
    assert client.get(address).status_code == 302
    client.force_login(people.agency)
    assert client.get(address).status_code in (302, 403, 404)


def test_it_shows_the_checkpoints_and_a_clean_verification(page, people):
    number = Parameter.objects.get(code="home_region")
    save_as(number, by=people.head)  # which the cast set past its history
    made = make_checkpoint()
    verify_here()
    _status, text = page(people.auditor)
    assert made.hash[:16] in text
    assert made.body["key"] in text
    assert "共 1 个校验点" in text
    assert 'data-result="sound"' in text


def test_it_names_the_first_row_that_is_wrong(page, people):
    make_checkpoint()
    with tampering(User), connection.cursor() as cursor:
        cursor.execute("update core_user set name = '别人' where username = 'officer'")
    make_checkpoint()
    verify_here()
    _status, text = page(people.auditor)
    assert 'data-result="unsound"' in text
    assert f"core_user {people.officer.pk}" in text
    assert "被改动" in text
    assert "自校验点 2 起" in text
    with as_owner(), connection.cursor() as cursor:  # it is read from the files alone
        cursor.execute("delete from core_historicaluser")
    assert "自校验点 2 起" in page(people.auditor)[1]
