"""What beat has done every hour and every night, and whom it tells."""

import pytest
from django.db import connection

from crm.core.models import Notification, Parameter, User
from crm.core.proof.chain import checkpoints_in
from crm.core.proof.rounds import checkpoint_here, verify_here
from crm.core.tasks import checkpoint_hourly, verify_proof_nightly
from crm.core.writing.history import save_as
from tests.database_accounts import tampering

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind__startswith="proof").order_by("pk")
    return [(row.recipient.username, row.kind) for row in rows.select_related("recipient")]


def test_every_hour_and_every_night(settings, people, deal):
    checkpoint_hourly()
    checkpoint_hourly()
    assert len(checkpoints_in(settings.CHECKPOINT_DIR)) == 2
    verify_proof_nightly()
    assert (settings.CHECKPOINT_DIR / "verification.json").exists()


def test_the_first_night_may_come_before_the_first_hour(settings, people):
    assert not settings.CHECKPOINT_DIR.exists()
    verify_proof_nightly()
    assert (settings.CHECKPOINT_DIR / "verification.json").exists()


def test_the_auditor_is_told_within_the_hour_and_in_the_night(settings, people):
    save_as(Parameter.objects.get(code="home_region"), by=people.head)
    checkpoint_here()
    with tampering(User), connection.cursor() as cursor:
        cursor.execute("update core_user set name = '别人' where username = 'officer'")
    checkpoint_here()
    assert told() == [("auditor", "proof_changed")]
    found = verify_here()
    officer = User.objects.get(username="officer").pk
    assert str(found.faults[0]) == (
        f"core_user {officer}: was changed; is not what its history says: name (since checkpoint 2)"
    )
    assert told() == [("auditor", "proof_changed"), ("auditor", "proof_fault")]
    verify_here()
    assert len(told()) == 2  # once a day


def test_nothing_where_another_machine_does_it(settings, people):
    settings.CHECKPOINTS = False
    checkpoint_here()
    assert verify_here() is None
    assert not settings.CHECKPOINT_DIR.exists()
