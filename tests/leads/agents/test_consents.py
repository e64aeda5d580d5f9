"""A referrer's consent: given in the portal or on paper, revoked at any time, and what follows."""

from datetime import date, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Attachment, Channel
from crm.core.notifications.channels import channels_of
from crm.core.transitions import move
from crm.core.writing.history import save_as
from crm.portal.agency.logins import invite
from crm.portal.invite import link_of
from leads.agents.consents import agree, record_on_paper
from leads.messages.send import send
from leads.models import Agent, Company, Consent, ConsentText
from leads.pipeline.register import register_lead

pytestmark = pytest.mark.django_db
CONSENT = "/own/consent/"


@pytest.fixture
def referrer(people):
    agent = save_as(
        Agent(name="周启明", kind="referrer", department=people.city), by=people.officer
    )
    agent.users.add(people.referrer)
    return agent


def scan():
    return SimpleUploadedFile("consent.pdf", b"%PDF-1.7 signed")


def test_it_is_given_and_revoked_in_the_portal(client, people, referrer):
    client.force_login(people.referrer)
    assert "在引荐奖励的公示中公开本人姓名" in client.get(CONSENT).content.decode()
    client.post(CONSENT, {"agree": "1"})
    consent = Consent.objects.get()
    assert (consent.agent, consent.way, consent.text.version) == (referrer, "portal", 1)
    assert (consent.given_on, consent.taken_by) == (timezone.localdate(), people.referrer)
    client.post(CONSENT, {"revoke": "1"})
    consent.refresh_from_db()
    assert (consent.state, consent.revoked_on) == ("revoked", timezone.localdate())
    assert consent.revoked_by == people.referrer
    client.post(CONSENT, {"agree": "1"})
    assert Consent.objects.standing().count() == 1


def test_an_agency_is_not_asked(client, people, agent):
    client.force_login(people.agency)
    assert client.get(CONSENT).status_code == 404
    with pytest.raises(Refused, match="机构"):
        agree(agent, by=people.agency)


def test_nobody_agrees_for_another(people, referrer):
    with pytest.raises(NotPermitted):
        agree(referrer, by=people.agency)


def test_on_paper_it_needs_the_signed_paper_and_a_day_that_has_come(people, referrer):
    facts = {"by": people.officer, "agent": referrer}
    with pytest.raises(Refused, match="签字"):
        record_on_paper(**facts, given_on=date(2026, 11, 1))
    with pytest.raises(Refused, match="未来"):
        record_on_paper(**facts, given_on=timezone.localdate() + timedelta(days=1), paper=scan())
    consent = record_on_paper(**facts, given_on=date(2026, 11, 1), paper=scan())
    assert (consent.way, consent.given_on) == ("paper", date(2026, 11, 1))
    assert Attachment.objects.of(consent).get().name == "consent.pdf"


def test_another_department_records_none_and_revokes_none(people, referrer):
    with pytest.raises(NotPermitted):
        record_on_paper(
            by=people.outsider, agent=referrer, given_on=date(2026, 11, 1), paper=scan()
        )
    consent = agree(referrer, by=people.referrer)
    with pytest.raises(Refused):
        move(consent, "revoke", by=people.outsider)
    move(consent, "revoke", by=people.officer)
    assert Consent.objects.get().state == "revoked"


def test_one_stands_at_a_time(people, referrer):
    first = agree(referrer, by=people.referrer)
    with pytest.raises(Refused):
        agree(referrer, by=people.referrer)
    with pytest.raises(IntegrityError):
        Consent.objects.create(
            agent=referrer,
            text=first.text,
            way="paper",
            given_on=date(2026, 1, 1),
            taken_by=people.officer,
        )


@pytest.mark.parametrize(
    ("steps", "name"),
    [([], "周**"), (["agree"], "周启明"), (["agree", "revoke"], "周**")],
)
def test_the_name_is_public_by_a_standing_consent_alone(people, referrer, steps, name):
    if "agree" in steps:
        consent = agree(referrer, by=people.referrer)
    if "revoke" in steps:
        move(consent, "revoke", by=people.referrer)
    assert Agent.objects.get(pk=referrer.pk).name_in_public == name


def test_who_revoked_gets_no_message_and_no_letter(settings, people, referrer):
    settings.EMAIL_IS_SET_UP = True
    people.referrer.email = "zhou@example.com"
    save_as(people.referrer, by=people.officer)
    consent = agree(referrer, by=people.referrer)
    assert Channel.EMAIL in channels_of(people.referrer, "message")
    company = save_as(Company(name="远航精密制造有限公司"), by=people.officer)
    lead = register_lead(
        by=people.officer,
        title="扩产",
        company=company,
        agent=referrer,
        channel="hometown",
        department=people.city,
    )
    send(lead, referrer, text="进展如下", by=people.officer)
    move(consent, "revoke", by=people.referrer)
    assert channels_of(people.referrer, "message") == {Channel.APP}
    assert Channel.EMAIL in channels_of(people.referrer, "account_changed")
    with pytest.raises(Refused, match="撤回"):
        send(lead, referrer, text="又有进展", by=people.officer)
    send(lead, referrer, text="请电话联系", by=people.referrer)


@pytest.mark.parametrize("agrees", [True, False])
def test_whoever_registers_in_the_portal_is_asked(client, settings, people, referrer, agrees):
    settings.EMAIL_IS_SET_UP = True
    referrer.email = "zhou@example.com"
    save_as(referrer, by=people.officer)
    invitation = invite(referrer, name="周启明", by=people.officer)
    address = urlsplit(link_of(invitation)).path
    assert "在引荐奖励的公示中公开本人姓名" in client.get(address).content.decode()
    typed = {
        "username": "13807362211",
        "email": "zhou@example.com",
        "password": "a-long-password-77",
        "again": "a-long-password-77",
    }
    client.post(address, typed | ({"agrees": "on"} if agrees else {}))
    assert Consent.objects.filter(agent=referrer).exists() is agrees


def test_the_bureau_records_a_paper_on_the_referrers_page(client, people, referrer):
    client.force_login(people.officer)
    page = client.get(reverse("agent:inspect", args=[referrer.pk])).content.decode()
    assert "尚未取得同意" in page
    file = BytesIO(b"%PDF-1.7 signed")
    file.name = "consent.pdf"
    client.post(
        reverse("consent:paper", args=[referrer.pk]),
        {"given_on": "2026-11-01", "text": ConsentText.objects.get().pk, "paper": file},
    )
    consent = Consent.objects.get()
    shown = client.get(reverse("consent:inspect", args=[consent.pk])).content.decode()
    assert "2026" in shown
    client.force_login(people.outsider)
    assert client.get(reverse("consent:paper", args=[referrer.pk])).status_code == 404


def test_other_words_are_another_version(client, people):
    client.force_login(people.headquarters)
    client.post(reverse("consenttext:add"), {"text_zh": "新的文字", "text_en": "other words"})
    assert ConsentText.objects.in_force().version == 2
    assert ConsentText.objects.in_force().text == "新的文字"
