import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.core.models import Attachment
from leads.models import Lead, Message


def test_an_agency_and_the_officer_exchange_messages_and_files(client, people, deal, evidence):
    lead, project = deal.lead, deal.project
    client.force_login(people.agency)
    page = client.post(
        reverse("portal:write", args=[lead.pk]),
        {"text": "营业执照见附件", "file": evidence("licence.pdf"), "back": "project"},
        follow=True,
    )
    assert page.redirect_chain[-1][0] == reverse("portal:project", args=[project.pk])
    assert "licence.pdf" in page.content.decode()
    client.force_login(people.officer)
    for name, key in (("lead", lead.pk), ("project", project.pk)):
        page = client.get(reverse(f"{name}:inspect", args=[key])).content.decode()
        assert "营业执照见附件" in page
        assert "licence.pdf" in page
    client.post(
        reverse("project:comment", args=[project.pk]),
        {"kind": "message", "text": "已收到，谢谢"},
    )
    client.force_login(people.agency)
    assert (
        reverse("portal:lead", args=[lead.pk])
        in client.get(reverse("portal:home")).content.decode()
    )
    assert (
        "已收到，谢谢" in client.get(reverse("portal:project", args=[project.pk])).content.decode()
    )
    assert list(Message.objects.values_list("is_from_agent", "by__username")) == [
        (True, "agency"),
        (False, "officer"),
    ]
    assert not Message.objects.unread_by_agent().exists()


def test_a_thread_and_its_files_are_read_by_its_two_sides_alone(
    client, people, deal, rival, evidence
):
    from leads.messages.send import send
    from leads.models import Referral

    Referral.objects.create(
        project=deal.project, agent=rival, registered_on="2022-01-10", is_lead=False
    )
    message = send(
        deal.lead,
        deal.agent,
        text="仅本机构与招商局可见",
        files=[evidence("private.pdf")],
        by=people.agency,
    )
    file = reverse("download", args=[Attachment.objects.of(message).get().pk])
    page = reverse("portal:project", args=[deal.project.pk])
    for who, reads in (
        ("agency", True),
        ("officer", True),
        ("leader", True),
        ("rival", False),
        ("outsider", False),
    ):
        client.force_login(getattr(people, who))
        assert client.get(file).status_code == (200 if reads else 404), who
        if who == "rival":
            assert "仅本机构" not in client.get(page).content.decode()
            assert client.get(reverse("portal:lead", args=[deal.lead.pk])).url == page


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("auditor", 403), ("park_officer", 404)]
)
def test_who_may_not_write_for_the_bureau(client, people, deal, who, status):
    client.force_login(getattr(people, who))
    response = client.post(
        reverse("lead:comment", args=[deal.lead.pk]), {"kind": "message", "text": "x"}
    )
    assert response.status_code in (status, 302)
    assert not Message.objects.exists()


def test_an_empty_message_is_refused(client, people, deal):
    client.force_login(people.agency)
    page = client.post(reverse("portal:write", args=[deal.lead.pk]), {"text": "  "}, follow=True)
    assert 'class="message error"' in page.content.decode()
    assert not Message.objects.exists()


def test_the_other_side_is_told_that_there_is_a_message_and_not_what(people, deal):
    from crm.core.models import Notification
    from leads.messages.send import send

    send(Lead.objects.get(pk=deal.lead.pk), deal.agent, text="机密内容", by=people.agency)
    told = Notification.objects.get(kind="message")
    assert (told.recipient, told.by) == (people.officer, people.agency)
    assert "机密内容" not in f"{told.values} {told}"


def test_who_no_longer_sees_a_lead_writes_into_no_thread_of_it(client, people, deal, rival):
    """Whatever the address, the thread begins from what the person sees for the agent chosen."""
    from crm.core.errors import NotPermitted
    from leads.messages.send import send, threads_of

    address = reverse("portal:write", args=[deal.lead.pk])
    client.force_login(people.rival)
    assert client.post(address, {"text": "x"}).status_code == 404
    rival.users.add(people.agency)  # one login of two agents, acting for the other one
    client.force_login(people.agency)
    session = client.session
    session["acting_for"] = rival.pk
    session.save()
    assert client.post(address, {"text": "x"}).status_code == 404
    assert not threads_of(rival, people.agency).exists()
    assert list(threads_of(deal.agent, people.agency)) == [deal.lead]
    people.agency.acting_for = rival.pk
    with pytest.raises(NotPermitted):
        send(deal.lead, deal.agent, text="x", by=people.agency)
    with pytest.raises(NotPermitted):
        send(deal.lead, deal.agent, text="x", by=people.outsider)
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["lead", "project"])
def test_a_thread_is_read_by_as_many_questions_however_long_it_is(
    client, people, deal, evidence, name
):
    from leads.messages.send import send

    def write(times):
        for number in range(times):
            file = evidence(f"{number}.pdf")
            send(deal.lead, deal.agent, text="见附件", files=[file], by=people.agency)

    client.force_login(people.agency)
    record = deal.lead if name == "lead" else deal.project
    page = reverse(f"portal:{name}", args=[record.pk])
    write(1)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    write(5)
    with CaptureQueriesContext(connection) as many:
        assert client.get(page).text.count(".pdf") >= 6
    assert len(many) <= len(few)


def test_nobody_asks_for_the_files_of_one_record_after_another():
    """``with_files`` reads those of many at once."""
    one_by_one = re.compile(r"Attachment\.objects\.of\((\w+)\)[^\n]*\n?[^\n]*\bfor \1 in\b")
    root = Path(__file__).parents[3]
    sources = [
        each
        for app in ("crm", "leads", "parks", "commissions")
        for each in (root / app).rglob("*.py")
    ]
    assert len(sources) > 500
    assert [str(source) for source in sources if one_by_one.search(source.read_text("utf-8"))] == []
