"""What becomes of what strangers send, and what is done about machines."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm.core.errors import Refused
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.working_days import add_working_days
from crm.site.forms import results, stamp
from crm.site.models import EventPage, EventsPage, Received
from leads.agents.consents import agree
from leads.models import (
    Activity,
    Agent,
    Company,
    Consent,
    ConsentText,
    Lead,
    Registration,
)
from leads.pipeline.register import register_lead
from leads.protection.register import register

ASKED = {
    "company": "甬澜隔膜科技有限公司",
    "name": "方经理",
    "phone": "13900000001",
    "content": "想建隔膜厂",
}
RECOMMENDED = {
    "company": "粤澧精密铸造有限公司",
    "name": "覃先生",
    "phone": "13900000002",
    "tie": "石门人",
    "content": "老板有意设点",
}


def test_an_enquiry_is_a_lead_of_the_district_with_its_clock(people, forms, district, send):
    answer = send(forms["enquiry"], district=district.pk, investment="90000", **ASKED)
    assert answer.status_code == 303
    lead = Lead.objects.get(company__name=ASKED["company"])
    assert lead.department == people.outsider.department
    assert (lead.state, lead.content, lead.investment) == ("new", "想建隔膜厂", 900_000_000)
    activity = Activity.objects.get(lead=lead)
    assert activity.next_on == add_working_days(timezone.localdate(), 1)
    assert activity.next_by == people.outsider
    assert "方经理 13900000001" in activity.summary
    assert Lead.objects.visible_to(people.outsider).filter(pk=lead.pk).exists()


def test_it_says_until_when_the_answer_comes(client, forms, send):
    answer = send(forms["enquiry"], **ASKED)
    page = client.get(answer["Location"].split("#")[0]).content.decode()
    due = add_working_days(timezone.localdate(), 1)
    assert f"{due} 前会有人联系您" in page
    assert ASKED["company"] not in page


def test_without_a_district_it_comes_to_the_city(people, forms, send):
    send(forms["enquiry"], **ASKED)
    lead = Lead.objects.get(company__name=ASKED["company"])
    assert lead.department == people.officer.department
    assert Activity.objects.get(lead=lead).next_by == people.head


def test_a_company_in_hand_gets_no_second_lead(people, forms, send):
    company = Company.objects.create(name=ASKED["company"])
    lead = register_lead(
        by=people.officer,
        company=company,
        title="隔膜",
        channel="chain",
        department=people.city,
        owner=people.officer,
    )
    assert send(forms["enquiry"], **ASKED).status_code == 303
    assert list(Lead.objects.filter(company=company)) == [lead]
    assert Activity.objects.get(lead=lead).next_by == people.officer


def test_the_same_text_again_changes_nothing(forms, send):
    first, second = send(forms["enquiry"], **ASKED), send(forms["enquiry"], **ASKED)
    assert (first.status_code, second.status_code) == (303, 303)
    assert Received.objects.count() == Lead.objects.count() == Activity.objects.count() == 1


def test_what_fills_the_hidden_field_is_kept_and_nothing_comes_of_it(forms, send):
    answer = send(forms["enquiry"], website="http://spam.example", **ASKED)
    assert answer.status_code == 303
    assert Received.objects.get().is_suspected
    assert not Lead.objects.exists()


def test_what_came_by_a_page_that_is_deleted_stays(forms, send):
    send(forms["enquiry"], **ASKED)
    forms["enquiry"].delete()
    connection.check_constraints()  # it has its row of history
    received = Received.objects.get()
    assert received.page is None and received.history.first().page_id is None


def test_one_address_sends_ten_an_hour(forms, send):
    for number in range(10):
        send(forms["enquiry"], **ASKED | {"company": f"第{number}家有限公司"})
    refused = send(forms["enquiry"], **ASKED | {"company": "第十一家有限公司"})
    assert refused.status_code == 200
    page = refused.content.decode()
    assert "一小时内提交过多" in page and "第十一家有限公司" in page
    assert Received.objects.count() == 10


def test_no_person_is_that_fast_and_no_page_that_old(client, forms):
    page, now = forms["enquiry"], stamp.new_stamp()
    fast = client.post(page.url, {"stamp": now, **ASKED})
    assert "提交过快" in fast.content.decode() and "想建隔膜厂" in fast.content.decode()
    forged = client.post(page.url, {"stamp": now + "x", **ASKED})
    assert "请重新提交" in forged.content.decode()
    assert not Received.objects.exists()


def test_mistakes_are_said_at_their_fields_and_nothing_is_lost(forms, send):
    page = send(forms["enquiry"], **ASKED | {"phone": "12", "district": "999"}).content.decode()
    assert "请填写至少六位数字的电话" in page and ASKED["company"] in page
    assert 'href="#id_phone"' in page and 'href="#id_district"' in page


def test_a_recommendation_is_registered_for_the_native(people, forms, send):
    assert send(forms["recommendation"], **RECOMMENDED).status_code == 303
    registration = Registration.objects.get()
    agent = registration.agent
    assert (agent.name, agent.kind, agent.phone) == ("覃先生", "referrer", "13900000002")
    assert agent.hometown_tie == "石门人" and not agent.users.exists()
    assert registration.is_holding and registration.lead.channel == "hometown"
    assert registration.clocks.running().count() == 3


def test_who_recommends_a_company_again_is_led_to_that_company(people, forms, send):
    other = RECOMMENDED | {"company": "澧水轴承有限公司"}
    again = RECOMMENDED | {"content": "他们下周到常德"}
    for message in (RECOMMENDED, other, again):
        assert send(forms["recommendation"], **message).status_code == 303
    first, second, third = Received.objects.order_by("pk")
    assert first.registration != second.registration
    assert third.registration == first.registration and third.lead == first.lead


def test_a_recommendation_that_is_refused_stands_by_no_other_one(forms, send, monkeypatch):
    def refuses(**_facts):
        raise Refused("不可")

    send(forms["recommendation"], **RECOMMENDED)
    monkeypatch.setattr(results, "register", refuses)
    send(forms["recommendation"], **RECOMMENDED | {"company": "澧水轴承有限公司"})
    assert Received.objects.latest("pk").registration is None


def test_what_a_native_agrees_to_is_kept_with_its_words_and_revoked(client, people, forms, send):
    page = client.get(forms["recommendation"].url).text
    assert "在引荐奖励的公示中公开本人姓名" in page
    [tick] = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert 'name="agrees"' in tick and 'value="1"' in tick and "checked" not in tick
    send(forms["recommendation"], **RECOMMENDED, agrees="1")
    agent = Registration.objects.get().agent
    consent = Consent.objects.get()
    assert (consent.agent, consent.way, consent.text.version) == (agent, "form", 1)
    assert (consent.given_on, consent.taken_by) == (timezone.localdate(), system_user())
    assert agent.may_be_named
    move(consent, "revoke", by=people.officer)
    assert not Agent.objects.get(pk=agent.pk).may_be_named


def test_who_does_not_agree_has_given_no_consent(forms, send):
    send(forms["recommendation"], **RECOMMENDED)
    agent = Registration.objects.get().agent
    assert not Consent.objects.exists() and not agent.may_be_named


@pytest.mark.parametrize("before", ["a login", "revoked"])
def test_a_name_and_a_number_do_not_agree_for_who_was_asked_otherwise(people, forms, send, before):
    known = Agent.objects.create(
        name="覃先生", phone="13900000002", kind="referrer", department=people.city
    )
    known.users.add(people.referrer)
    if before == "revoked":
        move(agree(known, by=people.referrer), "revoke", by=people.referrer)
        known.users.clear()
    send(forms["recommendation"], **RECOMMENDED, agrees="1")
    assert Registration.objects.get().agent == known
    assert not Consent.objects.standing().exists()


@pytest.mark.parametrize("version", ["1", "7", "x"])
def test_other_words_than_those_on_the_page_are_not_agreed_to(forms, send, version):
    ConsentText.objects.create(version=2, text_zh="另一份同意书", text_en="Other words")
    page = send(forms["recommendation"], **RECOMMENDED, agrees=version).text
    assert "内容已更新，请重新阅读" in page and "另一份同意书" in page
    [tick] = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert 'value="2"' in tick and "checked" not in tick
    assert not Agent.objects.exists() and not Consent.objects.exists()


def test_a_known_referrer_stays_one(people, forms, send):
    known = Agent.objects.create(
        name="覃先生", phone="13900000002", kind="referrer", department=people.city
    )
    send(forms["recommendation"], **RECOMMENDED)
    assert Registration.objects.get().agent == known


def test_that_a_company_is_taken_is_not_told(client, people, agent, forms, send):
    register(by=people.agency, agent=agent, company_name=RECOMMENDED["company"], title="铸件")
    taken = send(forms["recommendation"], **RECOMMENDED)
    free = send(forms["recommendation"], **RECOMMENDED | {"company": "无人登记有限公司"})
    told = [client.get(each["Location"].split("#")[0]).content for each in (taken, free)]
    assert told[0] == told[1]
    states = Registration.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["received", "taken", "received"]


def test_a_talk_is_the_officers_next_step(people, forms, contact, send):
    day = timezone.localdate() + timedelta(days=7)
    fields = ASKED | {"contact": contact.pk, "day": day.isoformat(), "part": "morning"}
    assert send(forms["talk"], **fields).status_code == 303
    activity = Activity.objects.get()
    assert (activity.next_by, activity.next_on) == (people.officer, day)
    assert activity.next_step == f"与方经理洽谈，{day} 上午"
    assert activity.lead.owner == people.officer


@pytest.mark.parametrize("ahead", [0, 61])
def test_a_talk_lies_within_two_months_from_tomorrow(forms, contact, send, ahead):
    day = timezone.localdate() + timedelta(days=ahead)
    fields = ASKED | {"contact": contact.pk, "day": day.isoformat(), "part": "morning"}
    assert "请选择" in send(forms["talk"], **fields).content.decode()
    assert not Activity.objects.exists()


@pytest.fixture
def event(home):
    events = home.add_child(instance=EventsPage(title="活动", slug="events", locale=home.locale))
    today = timezone.localdate()
    page = EventPage(
        title="恳谈会",
        slug="talk-1",
        day=today + timedelta(days=9),
        place="长沙",
        registration_until=today,
        seats=1,
        locale=home.locale,
    )
    return events.add_child(instance=page)


def test_seats_of_an_event_are_taken_until_its_day(forms, event, send):
    guest = {"name": "方经理", "phone": "13900000001", "company": "甬澜"}
    assert send(event, **guest).status_code == 303
    assert "席位已满" in send(event, **guest | {"company": "另一家"}).content.decode()
    assert Received.objects.get().form == "event"


def test_after_its_day_nobody_registers(client, event):
    event.registration_until = timezone.localdate() - timedelta(days=1)
    event.save()
    page = client.get(event.url).content.decode()
    assert "报名已截止" in page and "<form" not in page


def test_the_department_reads_what_it_got(client, people, forms, district, send):
    send(forms["enquiry"], district=district.pk, **ASKED)
    received = Received.objects.get()
    assert list(Received.objects.visible_to(people.outsider)) == [received]
    assert not Received.objects.visible_to(people.officer).exists()
    assert Received.objects.visible_to(people.leader).exists()
    assert not Received.objects.visible_to(people.agency).exists()
