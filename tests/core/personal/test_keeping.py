"""What was kept for its time is taken away at night; what something rests on is not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from crm.core.database.owner import as_owner
from crm.core.models import Attachment, Erasure, Parameter, User
from crm.core.personal.keep import keep, keep_all
from crm.core.personal.look import look
from crm.core.personal.registry import HOLDINGS
from crm.core.personal.requests import answer, receive
from crm.core.personal.tasks import keep_personal_data
from crm.core.writing.history import save_as
from crm.portal.models import PortalInvitation
from crm.site.models import PolicySubscription
from leads.models import Company, Contact, Lead

from .conftest import ASKED

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=4 * 365)


@pytest.fixture
def contact(people):
    company = save_as(Company(name="远航精密制造有限公司"), by=people.officer)
    return save_as(Contact(company=company, name="周启明", phone="13807362211"), by=people.officer)


def age(record, field="history_date"):
    """As if it had been written four years ago."""
    with as_owner():
        record.history.update(history_date=timezone.now() - LONG_AGO)


def test_an_idle_contact_is_blanked_after_its_time_and_once(contact):
    assert keep(HOLDINGS[Contact]) == 0
    age(contact)
    assert keep(HOLDINGS[Contact]) == 1
    contact.refresh_from_db()
    assert (contact.name, contact.phone) == ("〔已删除〕", "")
    assert {row.name for row in contact.history.all()} == {"〔已删除〕"}
    newest = contact.history.latest("history_id")
    assert newest.history_user.username == "program"
    assert newest.history_change_reason == "已满36个月的保存期限"
    assert Erasure.objects.get().object_id == contact.pk
    age(contact)
    assert keep(HOLDINGS[Contact]) == 0


def test_one_whose_company_has_a_lead_that_moved_stays(people, contact):
    age(contact)
    Lead.objects.create(
        number="XS-1",
        title="扩产",
        company=contact.company,
        channel="hometown",
        department=people.city,
        received_at=timezone.now(),
    )
    assert keep(HOLDINGS[Contact]) == 0


def test_the_bureau_sets_the_time_and_zero_keeps(contact):
    age(contact)
    Parameter.objects.filter(code="keep_contacts_months").update(value=Decimal(0))
    assert keep(HOLDINGS[Contact]) == 0
    Parameter.objects.filter(code="keep_contacts_months").update(value=Decimal(49))
    assert keep(HOLDINGS[Contact]) == 0
    Parameter.objects.filter(code="keep_contacts_months").update(value=Decimal(47))
    assert keep(HOLDINGS[Contact]) == 1


def test_an_ended_subscription_goes_whole_and_its_history_names_nobody(people):
    gone = PolicySubscription.objects.create(
        email="a@example.com", ended_at=timezone.now() - timedelta(days=100)
    )
    PolicySubscription.objects.create(email="b@example.com", ended_at=timezone.now())
    assert keep(HOLDINGS[PolicySubscription]) == 1
    assert [subscription.email for subscription in PolicySubscription.objects.all()] == [
        "b@example.com"
    ]
    assert {row.email for row in PolicySubscription.history.filter(id=gone.pk)} == {""}
    assert Erasure.objects.get().is_deleted


def test_an_invitation_that_is_over_forgets_who_was_invited(people, agent):
    invitation = PortalInvitation.objects.create(
        agent=agent,
        name="周启明",
        email="a@example.com",
        invited_by=people.officer,
        expires_at=timezone.now() - timedelta(days=400),
    )
    assert keep(HOLDINGS[PortalInvitation]) == 1
    invitation.refresh_from_db()
    assert (invitation.name, invitation.email) == ("〔已删除〕", "")


def test_a_disabled_login_keeps_its_name_and_loses_its_address(people):
    User.objects.filter(pk=people.outsider.pk).update(
        is_active=False, phone="13800000000", email="c@example.com"
    )
    age(people.outsider)
    assert keep(HOLDINGS[User]) == 1
    people.outsider.refresh_from_db()
    assert (people.outsider.name, people.outsider.phone, people.outsider.email) == (
        "outsider",
        "",
        "",
    )
    assert keep(HOLDINGS[User]) == 0


def test_the_file_that_a_person_was_handed_goes_and_that_there_was_one_stays(
    people, handed_over, django_capture_on_commit_callbacks
):
    request = receive(by=people.headquarters, kind="copy", **ASKED)
    look(request)
    answer(request, by=people.headquarters, answer="已交付本人")
    file = Attachment.objects.get()
    storage, name = file.file.storage, file.file.name
    assert keep(HOLDINGS[Attachment]) == 0
    Attachment.objects.update(uploaded_at=timezone.now() - timedelta(days=200))
    with django_capture_on_commit_callbacks(execute=True):
        assert keep(HOLDINGS[Attachment]) == 1
    assert not storage.exists(name)
    file.refresh_from_db()
    assert (file.file.name, file.name) == ("", "GRXX-2026-0001.zip")


def test_every_declared_time_is_carried_out_on_an_empty_city(people):
    assert keep_all() == 0


def test_it_runs_every_night(db):
    entry = PeriodicTask.objects.get(task=keep_personal_data.name)
    assert (entry.crontab.hour, entry.crontab.minute) == ("4", "50")
