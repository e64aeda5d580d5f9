"""An officer's day: next steps, what is done with many records at once, and records that go to
another district.
"""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from commissions.models import LedgerEntry
from commissions.settlement.settle import settle
from crm.core.errors import NotPermitted, Refused, WrongState
from crm.core.models import Notification
from crm.core.transitions import perform
from crm.dispatch.queue.read import Urgency, waiting_for
from leads.daily.next_steps import finish_next_step, record_activity, tell_next_steps
from leads.models import Activity, Company, Handover, Lead, Project, Tag, Tagging
from leads.pipeline.assign import assign
from leads.pipeline.hand_over import hand_over
from leads.pipeline.register import register_lead
from leads.pipeline.tag import tag
from leads.warnings.urge import urge
from parks.contributions.report import report

TODAY = timezone.localdate


def step(lead, by, days, what="送方案", **facts):
    return record_activity(
        by=by,
        lead=lead,
        kind="call",
        happened_at=timezone.now(),
        summary="通话",
        next_step=what,
        next_on=TODAY() + timedelta(days=days),
        **facts,
    )


@pytest.fixture
def leads(people):
    company = Company.objects.create(name="示范科技有限公司")
    return [
        register_lead(
            by=people.officer,
            company=company,
            title=f"项目{n}",
            channel="list500",
            department=people.city,
            owner=people.officer,
        )
        for n in range(3)
    ]


def bulk(action, ids, model="lead"):
    query = "&".join(f"id={each if each == 'all' else each.pk}" for each in ids)
    return (
        f"{reverse('wagtail_bulk_action', args=['leads', model, action])}?{query}&next="
        f"{reverse(f'{model}:index')}"
    )


def due(user):
    """[(urgency, what is to be done)] on the desk of a person."""
    steps = ("finish_step", "answer")
    rows = (each for each in waiting_for(user) if each.row.step in steps)
    return [(Urgency(row.row.urgency).name, row.reason) for row in rows]


def test_the_desk_holds_what_is_late_due_and_ahead(people, leads):
    for days in (8, 7, 0, -1):
        step(leads[0], people.officer, days, f"{days}")
    assert due(people.officer) == [
        ("OVERDUE", "-1"),
        ("TODAY", "0"),
        ("WEEK", "7"),
        ("LATER", "8"),
    ]
    assert due(people.head) == []
    step(leads[0], people.officer, 0, "替科长准备", next_by=people.head)
    assert due(people.head) == [("TODAY", "替科长准备")]


def test_the_desk_holds_urgings(people, leads):
    urge(leads[0], text="请报进展", due_on=TODAY(), by=people.head)
    assert due(people.officer) == [("TODAY", f"{people.head}：请报进展")]


def test_a_step_is_ticked_off_at_home_by_those_in_charge(client, people, leads):
    activity = step(leads[0], people.officer, 0)
    url = reverse("activity:finish", args=[activity.pk])
    for who, status in (("outsider", 404), ("finance", 302)):
        client.force_login(getattr(people, who))
        assert client.post(url, {"next": "home"}).status_code == status
    activity.refresh_from_db()
    assert activity.next_done_at is None
    client.force_login(people.officer)
    assert "送方案" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(url, {"next": "home"})
    client.get(reverse("wagtailadmin_home"))  # says once that it is done
    assert "送方案" not in client.get(reverse("wagtailadmin_home")).content.decode()
    with pytest.raises(WrongState):
        finish_next_step(activity, by=people.officer)


def test_an_activity_is_recorded_on_the_screen_with_its_next_step(client, people, leads):
    client.force_login(people.officer)
    facts = {
        "lead": leads[0].pk,
        "kind": "wechat",
        "happened_at": "2026-01-05 10:00",
        "summary": "微信沟通",
        "next_step": "寄样品",
        "next_on": "2026-02-01",
    }
    client.post(reverse("activity:add"), facts)
    activity = Activity.objects.get()
    assert (activity.by, activity.next_by, activity.kind) == (
        people.officer,
        people.officer,
        "wechat",
    )
    assert (
        "微信沟通"
        in client.get(reverse("lead:inspect", args=[leads[0].pk]))
        .content.decode()
        .split("timeline")[-1]
    )


def test_in_the_morning_everyone_gets_one_word_about_their_next_steps(people, leads):
    for days in (-3, 0, 0, 1):
        step(leads[0], people.officer, days)
    tell_next_steps()
    tell_next_steps()
    assert [
        (notification.recipient, notification.values) for notification in Notification.objects.all()
    ] == [(people.officer, {"today": 2, "overdue": 1})]


def test_an_assigned_record_takes_its_open_steps_along(people, leads):
    mine = step(leads[0], people.officer, 1)
    other = step(leads[0], people.head, 1)
    before = leads[0].history.count()
    assign(leads[0], to=people.finance, by=people.head, note="休假")
    lead = Lead.objects.get(pk=leads[0].pk)
    assert (lead.owner, lead.history.count(), lead.history.first().history_user) == (
        people.finance,
        before + 1,
        people.head,
    )
    assert lead.history.first().history_change_reason.endswith("休假")
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.next_by, other.next_by) == (people.finance, people.head)
    assert Notification.objects.get().recipient == people.finance


def test_many_are_assigned_at_once_and_each_only_where_it_is_seen(client, people, leads):
    facts = {"to": people.park_officer.pk, "note": ""}
    for who in ("officer", "auditor"):
        client.force_login(getattr(people, who))
        client.post(bulk("assign", leads), facts)
    people.outsider.groups.add(people.head.groups.get())
    client.force_login(people.outsider)
    assert client.post(bulk("assign", leads), facts).status_code == 404
    assert set(Lead.objects.values_list("owner", flat=True)) == {people.officer.pk}
    client.force_login(people.head)
    assert leads[0].title in client.get(bulk("assign", leads)).content.decode()
    client.post(bulk("assign", leads[:2]), facts)
    assert list(Lead.objects.order_by("id").values_list("owner", flat=True)) == [
        people.park_officer.pk,
        people.park_officer.pk,
        people.officer.pk,
    ]


def test_an_agency_or_auditor_is_never_put_in_charge(client, people, leads):
    for who in (people.agency, people.auditor):
        with pytest.raises(Refused):
            assign(leads[0], to=who, by=people.head)
    with pytest.raises(NotPermitted):
        assign(leads[0], to=people.head, by=people.officer)
    client.force_login(people.head)
    assert client.post(bulk("assign", leads), {"to": people.agency.pk}).context[
        "form"
    ].errors.keys() == {"to"}


def test_all_means_the_list_as_it_is_filtered(client, people, leads):
    Lead.objects.filter(pk=leads[0].pk).update(channel="chain")
    client.force_login(people.head)
    client.post(bulk("assign", ["all"]) + "&channel=chain", {"to": people.head.pk})
    assert list(Lead.objects.filter(owner=people.head)) == [leads[0]]
    client.post(bulk("assign", ["all"]) + "&q=项目2", {"to": people.head.pk})
    assert set(Lead.objects.filter(owner=people.head)) == {leads[0], leads[2]}


def test_all_of_another_list_is_not_taken(client, people, leads):
    client.force_login(people.head)
    for next_url in ("/admin/", reverse("company:index"), "/nowhere/"):
        url = (
            f"{reverse('wagtail_bulk_action', args=['leads', 'lead', 'assign'])}?id=all&next="
            f"{next_url}"
        )
        assert client.post(url, {"to": people.head.pk}).status_code == 404


def test_one_refusal_does_not_keep_the_others(client, people, leads):
    Lead.objects.filter(pk=leads[1].pk).update(owner=None)
    client.force_login(people.head)
    answer = client.post(
        bulk("urge", leads), {"text": "请报进展", "due_on": TODAY().isoformat()}, follow=True
    )
    assert (leads[0].urgings.count(), leads[1].urgings.count(), leads[2].urgings.count()) == (
        1,
        0,
        1,
    )
    done, refused = map(str, answer.context["messages"])
    assert "2" in done
    assert leads[1].number in refused
    assert leads[0].number not in refused


def test_tags_belong_to_a_department(client, people, leads):
    own = Tag.objects.create(department=people.city, name="重点")
    foreign = Tag.objects.create(department=people.other_department, name="他区机密")
    client.force_login(people.officer)
    client.post(bulk("tag", leads[:2]), {"tag": own.pk})
    client.post(bulk("tag", leads[:2]), {"tag": own.pk})
    assert client.post(bulk("tag", leads), {"tag": foreign.pk}).context["form"].errors.keys() == {
        "tag"
    }
    with pytest.raises(NotPermitted):
        tag(leads[0], foreign, by=people.officer)
    assert Tagging.objects.count() == 2
    assert Tagging.history.filter(history_user=people.officer).count() == 2
    page = client.get(reverse("lead:index") + f"?tag={own.pk}").content.decode()
    assert [lead.number in page for lead in leads] == [True, True, False]
    assert "他区机密" not in page
    assert "重点" in client.get(reverse("lead:inspect", args=[leads[0].pk])).content.decode()
    client.post(bulk("tag", leads[:1]), {"tag": own.pk, "take_off": "on"})
    assert Tagging.objects.get().lead == leads[1]
    assert Tagging.history.filter(history_type="-").get().history_user == people.officer


def test_a_tag_is_made_for_ones_own_department(client, people):
    client.force_login(people.officer)
    client.post(reverse("tag:add"), {"name": "甲", "department": people.other_department.pk})
    client.post(reverse("tag:add"), {"name": "乙", "department": people.city.pk})
    assert list(Tag.objects.values_list("name", flat=True)) == ["乙"]
    client.force_login(people.outsider)
    assert client.get(reverse("tag:inspect", args=[Tag.objects.get().pk])).status_code == 404


def test_what_is_ticked_is_exported_and_no_more(client, people, leads):
    from openpyxl import load_workbook

    client.force_login(people.officer)
    asked = client.get(bulk("export", leads[:2]), follow=True)
    answer = client.post(asked.redirect_chain[-1][0], {"reason": "周例会材料", "format": "xlsx"})
    sheet = load_workbook(
        BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    ).active
    numbers = {row[0].value for row in sheet.iter_rows(min_row=2)}
    assert numbers & {lead.number for lead in leads} == {leads[0].number, leads[1].number}
    client.force_login(people.outsider)
    assert client.get(bulk("export", leads)).status_code == 404
    answer = client.post(
        f"{reverse('lead:index')}?export=csv&ticked={leads[0].pk}",
        {"reason": "周例会材料", "format": "csv"},
    )
    assert leads[0].number not in b"".join(answer.streaming_content).decode()


def test_a_project_that_goes_to_another_district_still_pays_its_referrer(people, deal, evidence):
    referral = deal.project.referrals.values().get()
    money = report(
        deal.enterprise,
        by=people.park_officer,
        metric="fixed_assets",
        amount=Decimal(120_000_000),
        happened_on=date(2022, 12, 20),
        evidence=evidence(),
    )
    perform(money, "verify", by=people.finance)
    settle(as_of=date(2026, 1, 1), by=people.finance)
    owed = (
        LedgerEntry.objects.filter(payee=deal.agent).count(),
        sum(entry.amount for entry in LedgerEntry.objects.filter(payee=deal.agent)),
    )
    assert owed[1] > 0
    handover = hand_over(
        deal.project,
        to_department=people.other_department,
        to_owner=people.outsider,
        reason="产业布局调整",
        by=people.head,
    )
    assert deal.project.referrals.values().get() == referral
    settle(as_of=date(2026, 1, 1), by=people.finance, projects=Project.objects.all())
    assert (
        LedgerEntry.objects.filter(payee=deal.agent).count(),
        sum(entry.amount for entry in LedgerEntry.objects.filter(payee=deal.agent)),
    ) == owed
    more = report(
        deal.enterprise,
        by=people.park_officer,
        metric="fixed_assets",
        amount=Decimal(80_000_000),
        happened_on=date(2023, 12, 20),
        evidence=evidence(),
    )
    perform(more, "verify", by=people.finance)
    settle(as_of=date(2026, 1, 1), by=people.finance)
    assert sum(entry.amount for entry in LedgerEntry.objects.filter(payee=deal.agent)) > owed[1]
    assert (handover.from_department, handover.to_department, handover.reason) == (
        people.city,
        people.other_department,
        "产业布局调整",
    )


def test_the_new_district_sees_it_and_the_old_one_no_longer(people, deal):
    Project.objects.update(state="signed")
    hand_over(
        deal.project,
        to_department=people.other_department,
        to_owner=people.outsider,
        reason="调整",
        by=people.head,
    )
    for model in (Project, Lead):
        assert model.objects.visible_to(people.outsider).count() == 1
        assert model.objects.visible_to(people.officer).count() == 0
        assert model.objects.visible_to(people.agency).count() == 1, (
            "the agency keeps following its own"
        )
    project = Project.objects.get()
    assert project.host_department is None, "it is free for a park of the new district"
    assert project.history.first().history_change_reason.endswith("调整")
    assert project.history.first().history_user == people.head
    assert Notification.objects.filter(kind="handed_over").get().recipient == people.outsider


def test_the_park_that_it_has_entered_stays(people, deal):
    hand_over(
        deal.project,
        to_department=people.other_department,
        to_owner=people.outsider,
        reason="调整",
        by=people.head,
    )
    assert Project.objects.get().host_department == people.park_department


def test_a_lead_that_is_handed_over_keeps_who_brought_it(people, agent):
    company = Company.objects.create(name="示范光学有限公司")
    lead = register_lead(
        by=people.agency,
        company=company,
        title="光学镜头",
        channel="agent",
        agent=agent,
        department=people.city,
    )
    received = lead.received_at
    hand_over(
        lead,
        to_department=people.other_department,
        to_owner=people.outsider,
        reason="选址",
        by=people.head,
    )
    lead.refresh_from_db()
    assert (lead.agent, lead.received_at, lead.department, lead.owner) == (
        agent,
        received,
        people.other_department,
        people.outsider,
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"by": "officer"}, NotPermitted),
        ({"to_department": "city"}, Refused),
        ({"to_owner": "officer"}, Refused),
        ({"to_owner": "agency"}, Refused),
        ({"reason": "  "}, Refused),
    ],
)
def test_a_wrong_handover_is_refused_and_nothing_changes(people, deal, changes, error):
    facts = {
        "to_department": people.other_department,
        "to_owner": people.outsider,
        "reason": "调整",
        "by": people.head,
    }
    facts |= {name: getattr(people, value, value) for name, value in changes.items()}
    with pytest.raises((error, ValidationError)):
        hand_over(deal.project, **facts)
    assert (Handover.objects.count(), Project.objects.get().department) == (0, people.city)


def test_what_has_ended_is_not_handed_over(people, deal):
    Project.objects.update(state="terminated")
    with pytest.raises(Refused):
        hand_over(
            deal.project,
            to_department=people.other_department,
            to_owner=people.outsider,
            reason="x",
            by=people.head,
        )


def test_handing_over_on_the_screen(client, people, deal):
    url = reverse("project:hand_over", args=[deal.project.pk])
    facts = {
        "to_department": people.other_department.pk,
        "to_owner": people.outsider.pk,
        "reason": "产业布局调整",
    }
    for who, status in (("outsider", 404), ("officer", 302), ("agency", 302)):
        client.force_login(getattr(people, who))
        assert client.post(url, facts).status_code == status
    assert Handover.objects.count() == 0
    client.force_login(people.headquarters)
    assert url in client.get(reverse("project:inspect", args=[deal.project.pk])).content.decode()
    client.post(url, facts)
    assert Handover.objects.get().by == people.headquarters
    assert (
        "产业布局调整"
        in client.get(reverse("project:inspect", args=[deal.project.pk])).content.decode()
    )
