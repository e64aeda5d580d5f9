"""A unique string in every text that an agency can write or have written about it: nobody else ever
reads it.
"""

import io
import re
from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from commissions.models import Agreement, IssuedDocument, LedgerEntry, Statement, YearTarget
from crm.core.files import attach
from crm.core.models import Attachment
from crm.portal.agency.logins import invite
from crm.portal.invite import link_of
from crm.site.languages import is_public
from leads.agents.accounts import ask_change
from leads.messages.send import send
from leads.models import Activity, Agent, Clock, Contact, Membership, Registration
from leads.protection.arbitrate import open_dispute, plead
from leads.protection.register import register

CANARY = "金丝雀"
SPARED = {
    "credit_code",
    "id_number",
    "number",
    "email",
    "website",
    "state",
    "kind",
    "channel",
    "name_key",
    "name_en_key",
    "sha256",
    "file",
    "hash",
    "code",
    "metric",
    "outcome",
    "currency",
}


def mark(record, **fixed):
    """Put the string into every free text of ``record``; ends with the field's name, so that a hit
    tells where it leaks.
    """
    for field in record._meta.concrete_fields:
        if (
            isinstance(field, (models.CharField, models.TextField))
            and not field.choices
            and field.name not in SPARED
            and not field.primary_key
        ):
            text = f"{CANARY}{record._meta.model_name}{field.name}"
            setattr(record, field.name, text[: field.max_length] if field.max_length else text)
    for name, value in fixed.items():
        setattr(record, name, value)
    record.save()
    return record


@pytest.fixture
def secrets(people, deal, agent, agreement, rival, policy_version):
    """Agency A with everything it may have; returns the keys of its records."""
    upload = lambda name: SimpleUploadedFile(f"{CANARY}{name}.pdf", f"%PDF-1.7 {CANARY}".encode())  # noqa: E731
    held = register(
        by=people.agency, agent=agent, company_name="持有示范有限公司", title="x", content="x"
    )
    held.lead.owner = people.officer
    mark(held.lead, title=f"{CANARY}lead")
    mark(held.company, name="持有示范有限公司")
    mark(held, company_name=f"持有示范有限公司（{CANARY}）")
    mark(Contact(company=held.company))
    taken = register(by=people.rival, agent=rival, company_name="持有示范", title="对手")
    dispute = open_dispute(taken, text="对手的话", by=people.rival)
    dispute.state, dispute.evidence_due_on = "hearing", date(2999, 1, 1)
    dispute.save()
    plea = plead(
        dispute, agent=agent, text=f"{CANARY}plea", files=[upload("plea")], by=people.agency
    )
    message = send(
        held.lead, agent, text=f"{CANARY}message", files=[upload("message")], by=people.agency
    )
    answer = send(
        held.lead, agent, text=f"{CANARY}answer", files=[upload("answer")], by=people.officer
    )
    file = attach(held.lead, upload("lead"), by=people.officer, purpose=f"{CANARY}purpose")
    attach(deal.project, upload("project"), by=people.officer)
    mark(Activity(lead=held.lead, by=people.officer, kind="call", happened_at=held.received_at))
    mark(deal.lead)
    mark(deal.project, host_department=deal.project.host_department)
    mark(deal.enterprise.company)
    mark(deal.enterprise)
    mark(agreement, number=f"{CANARY}XY")
    YearTarget.objects.create(agreement=agreement, year=2022, metric="signed", value=2)
    change = ask_change(
        agent,
        holder=f"{CANARY}holder",
        bank=f"{CANARY}bank",
        number="6217000011112222",
        why=CANARY,
        by=people.agency,
    )
    invitation = mark(invite(agent, name=CANARY, by=people.officer))
    account = mark(agent.current_account(), number="6217000011112222")
    statement = Statement.objects.create(
        number=f"{CANARY}DZ",
        payee=agent,
        account=account,
        title=f"{CANARY}statement",
        total=1,
        created_by=people.finance,
    )
    document = IssuedDocument(
        subject=agreement,
        agent=agent,
        kind="agreement",
        year=2026,
        serial=1,
        number=f"{CANARY}document",
        sha256="0" * 64,
        state="issued",
        facts={"text": CANARY},
        issued_by=people.officer,
    )
    document.file.save("document.pdf", upload("document"))
    mark(agent)
    for user in agent.users.all():
        user.name = f"{CANARY}user"
        user.save()
    Membership.objects.create(
        chamber=agent,
        member=Agent.objects.create(name=f"{CANARY}member", kind="referrer"),
        state="consented",
    )
    mine = [
        held,
        held.lead,
        held.company,
        plea,
        message,
        answer,
        file,
        deal.lead,
        deal.project,
        deal.enterprise,
        agreement,
        change,
        invitation,
        account,
        statement,
        document,
        agent,
        dispute,
        *Attachment.objects.all(),
        *Clock.objects.all(),
        *Membership.objects.all(),
    ]
    people.agency.refresh_from_db()
    return {"keys": sorted({each.pk for each in mine}), "link": link_of(invitation)}


def every_address(keys) -> list[str]:
    """Every address of the site: with each number that a record of the agency has; of the staff
    admin, closed to all of them, with one.
    """
    found = []
    for route in routes(get_resolver().url_patterns):
        wanted = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        if any(
            kind not in ("int", "") and name not in ("pk", "object_id") for kind, name in wanted
        ):
            continue
        tried = keys[:1] if route.startswith("admin/") else keys
        found += [re.sub(r"<[^>]+>", str(key), route) for key in tried] if wanted else [route]
    return sorted({f"/{each}" for each in found})


def routes(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "^" not in route and "logout" not in route:
            yield route


def everything(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="ignore") + str(dict(response.items()))


def crawl(client, addresses) -> dict[str, str]:
    """{address: what leaked there}, over every address, with search and export where they might be
    understood.
    """
    leaks, answered = {}, 0
    for address in addresses:
        for query in ("", f"?q={CANARY}&export=csv") if not re.search(r"\d", address) else ("",):
            response = client.get(address + query)
            answered += response.status_code == 200
            text = everything(response).replace(f"q={CANARY}", "")
            text = text.replace(f'value="{CANARY}"', "")  # the field that was searched by
            if hit := re.search(rf"{CANARY}\w*", text):
                leaks[address + query] = hit.group()
    assert answered > 10, "the crawl reached too little to prove anything"
    return leaks


def links_from(client, start="/portal/") -> dict[str, str]:
    """{address: leak} of every page that can be reached by links, but those of the public site,
    which has a canary of its own.
    """
    leaks, seen, ahead = {}, set(), [start]
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        text = everything(client.get(address))
        if hit := re.search(rf"{CANARY}\w*", text):
            leaks[address] = hit.group()
        ahead += [
            link
            for link in re.findall(r'(?:href|action)="(/[^"#]*)"', text)
            if not link.startswith("/static/") and not is_public(match_of(link))
        ]
    assert len(seen) > 2
    return leaks


def match_of(link: str):
    try:
        return resolve(link.split("?")[0])
    except Resolver404:
        return None


def test_the_owner_does_read_it(client, people, secrets):
    """Otherwise the crawl below could not fail."""
    client.force_login(people.agency)
    leaks = crawl(
        client, [each for each in every_address(secrets["keys"]) if not each.startswith("/admin/")]
    )
    for place in (
        "/registrations/",
        "/leads/",
        "/projects/",
        "/agreements/",
        "/files/",
        "/documents/",
        "/own/",
        "/members/",
        "/statements/",
        "/disputes/",
    ):
        assert any(address.startswith(place) for address in leaks), place


@pytest.mark.parametrize("who", ["rival", "anonymous"])
def test_nobody_else_reads_it_anywhere(client, people, secrets, who):
    if who != "anonymous":
        client.force_login(people.rival)
    assert crawl(client, every_address(secrets["keys"])) == {}
    assert links_from(client, "/login/" if who == "anonymous" else "/portal/") == {}


def test_a_refused_registration_tells_nothing(client, people, secrets):
    client.force_login(people.rival)
    for name in ("持有示范", "持有示范有限公司", "湖南示范新能源有限公司", CANARY):
        page = client.post("/leads/new/", {"company": name, "title": "试探"}, follow=True)
        shown = "".join(page.content.decode().split())
        assert CANARY not in shown.replace(f"<h1>{CANARY}</h1>", "").replace(
            f"<title>{CANARY}</title>", ""
        )
    assert Registration.objects.filter(agent__users=people.rival, state="taken").count() >= 3


def test_no_notification_or_letter_carries_it_to_anybody_else(
    people, secrets, mailoutbox, settings
):
    from crm.core.models import Notification
    from crm.core.notifications.deliver import deliver_waiting
    from leads.protection.nightly import lapse_and_escalate

    settings.EMAIL_IS_SET_UP = True
    for user in (people.rival, people.agency, people.officer, people.head):
        user.email = f"{user.username}@example.com"
        user.save()
    Clock.objects.update(due_on=date(2020, 1, 1))
    lapse_and_escalate()
    deliver_waiting()
    assert mailoutbox
    assert not Notification.objects.filter(recipient=people.rival).exists()
    assert not [
        letter
        for letter in mailoutbox
        if letter.to == ["rival@example.com"] or CANARY in letter.subject + letter.body
    ]


def test_exports_of_staff_of_another_district_do_not_carry_it(client, people, secrets):
    """What another district's officer exports of leads, registrations and projects leaves agency
    A's out.
    """
    client.force_login(people.outsider)
    for name in ("lead", "registration", "project", "dispute", "activity"):
        for kind in ("csv", "xlsx"):
            response = client.post(
                f"/admin/{name}/?export={kind}", {"reason": "周例会材料", "format": kind}
            )
            assert response.status_code == 200, name
            content = (
                b"".join(response.streaming_content) if response.streaming else response.content
            )
            if kind == "xlsx":
                from openpyxl import load_workbook

                content = str(
                    [
                        [cell.value for cell in row]
                        for row in load_workbook(io.BytesIO(content)).active.rows
                    ]
                ).encode()
            assert CANARY not in content.decode(), name


def test_the_string_stands_in_the_tables(secrets):
    """Every kind of record above really carries it."""
    marked = {
        ContentType.objects.get_for_model(model).model
        for model in (Registration, Agreement, Statement)
        if CANARY in str(list(model.objects.values()))
    }
    assert marked == {"registration", "agreement", "statement"}
    assert LedgerEntry.objects.count() == 0
