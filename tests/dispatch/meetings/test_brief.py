"""The brief: numbered, sealed and verifiable as other documents; what it says, and to whom."""

from decimal import Decimal

import pytest
from django.urls import reverse

from commissions.documents.issue import issue, preview
from commissions.documents.kinds import DOCUMENT_KINDS
from commissions.documents.verify import verify
from commissions.models import IssuedDocument
from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification
from crm.core.transitions import move, perform
from crm.dispatch.meetings.brief import brief_facts
from crm.dispatch.meetings.prepare import prepare
from leads.models import WarningLight, WarningRule
from tests.commissions.documents.reading import content_of, pages_of, text_of

from .at_work import held_meeting, sent_meeting

K = IssuedDocument.Kind


@pytest.fixture
def meeting(body, people, plan, today):
    return held_meeting(body, people, plan, today)


def read(document) -> str:
    return "".join(text_of(document).split())


def test_it_says_what_was_said_and_decided(meeting, people, today):
    document = issue(K.BRIEF, meeting, by=people.headquarters)
    meeting.refresh_from_db()
    assert (document.number, meeting.state) == (f"调简〔{today.year}〕1号", "briefed")
    assert verify(document).problems == []
    text = read(document)
    day = f"{today.year}年{today.month}月{today.day}日"
    for part in (
        "调度简报",
        document.number,
        f"{day}，leader主持召开指挥部办公室调度会（市政府三楼会议室）",
        "李副局长（代officer）",
        "调度目标1项，其中红灯1项、黄灯0项、绿灯0项",
        "走访后备企业",
        "已逾期3天",
        "会议意见：一周内办结。",
        "会议意见：确有困难的书面说明。",
        "听取市金融办汇报",
        "会议要求逐件销号，不以会代办。",
        "议定事项",
        "专题调度后备企业股改",
        "市商务局",
        "扫码核验",
    ):
        assert part in text, part


def test_every_chart_has_its_table_and_is_drawn(meeting, people):
    facts = brief_facts(meeting)
    assert [each["title"] for each in facts["charts"]] == ["目标亮灯情况", "进度落后的目标"]
    document = issue(K.BRIEF, meeting, by=people.headquarters)
    text = read(document)
    # the reported target stands at nothing of the way, where a third is due
    target = facts["charts"][1]
    assert target["series"][0]["values"] == ["0"]
    for title in ("图1目标亮灯情况", "图2进度落后的目标"):
        assert title in text
    page = pages_of(content_of(document))[0]
    assert page["/Resources"], "drawn on the page itself, without a picture file"
    assert "/XObject" not in page["/Resources"] or not any(
        each.get_object().get("/Subtype") == "/Image"
        for each in page["/Resources"]["/XObject"].values()
    )


def test_what_not_every_member_may_open_is_counted_only(body, people, plan, deal, today):
    facts = {"project": deal.project, "number": Decimal(4), "lit_on": today}
    WarningLight.objects.create(rule=WarningRule.objects.first(), grade=2, **facts)
    meeting = prepare(body, None, today, by=people.headquarters)
    assert meeting.items.get(part="projects").title == "动力电池项目"
    parts = {each["label"]: each for each in brief_facts(meeting)["parts"]}
    assert parts["红灯项目"]["items"] == [] and parts["红灯项目"]["count"] == 1
    assert "动力电池项目" not in str(brief_facts(meeting))


def test_it_is_issued_once_and_after_the_minutes(body, people, plan, today):
    meeting = sent_meeting(body, people, plan, today)
    with pytest.raises(Refused, match="办结后"):
        issue(K.BRIEF, meeting, by=people.headquarters)
    assert not IssuedDocument.objects.exists()


def test_it_names_who_presided(meeting, people):
    row = meeting.attendances.get(person=people.leader)
    for came, stand_in, said in (
        ("present", "", "leader"),
        ("stood_in", "李副市长", "李副市长"),
        ("excused", "", ""),
    ):
        row.came, row.stand_in = came, stand_in
        row.save()
        assert brief_facts(meeting)["chair"] == said


@pytest.mark.parametrize("who", ["officer", "head", "leader", "finance", "auditor"])
def test_others_do_not_issue_it(meeting, people, who):
    with pytest.raises(NotPermitted):
        issue(K.BRIEF, meeting, by=getattr(people, who))
    with pytest.raises(NotPermitted):
        preview(K.BRIEF, meeting, by=getattr(people, who))


def test_the_office_issues_briefs_and_certificates_of_awards_alone(people):
    may = [
        code for code, kind in DOCUMENT_KINDS.items() if kind.may_be_issued_by(people.headquarters)
    ]
    assert may == [K.BRIEF, K.AWARD]


def test_members_hear_of_it_and_read_it_and_outsiders_do_not(client, meeting, people):
    document = issue(K.BRIEF, meeting, by=people.headquarters)
    told = Notification.objects.filter(kind="meeting_brief")
    assert {each.recipient for each in told} == {people.officer, people.leader}
    address = reverse("document", args=[document.pk])
    for person, status in (
        (people.officer, 200),
        (people.leader, 200),
        (people.auditor, 200),
        (people.outsider, 404),
        (people.agency, 404),
    ):
        client.force_login(person)
        assert client.get(address).status_code == status, person
    client.logout()
    shown = client.get(reverse("verify", args=[document.token]))
    assert shown.status_code == 200 and document.number in shown.text


def test_a_brief_taken_back_opens_the_minutes_and_the_next_has_its_own_number(meeting, people):
    document = issue(K.BRIEF, meeting, by=people.headquarters)
    for step in ("withdraw", "replace"):
        with pytest.raises((Refused, NotPermitted)):
            move(document, step, by=people.finance, note="x")
    meeting.refresh_from_db()
    with pytest.raises(NotPermitted):
        perform(meeting, "take_back", by=people.officer, note="有误")
    perform(meeting, "take_back", by=people.headquarters, note="参会人员有误")
    document.refresh_from_db()
    assert (meeting.state, document.state) == ("held", "withdrawn")
    again = issue(K.BRIEF, meeting, by=people.headquarters)
    meeting.refresh_from_db()
    assert (again.serial, meeting.state) == (2, "briefed")
    assert [each.name for each in meeting.moves()][-3:] == [
        "issue_brief",
        "take_back",
        "issue_brief",
    ]
