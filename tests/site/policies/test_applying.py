"""Applications for policies: sent by strangers, judged, decided, paid or refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson
from crm.core.models import Attachment, Notification
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.desk.requests.settle import withdraw
from crm.site.matching import Facts
from crm.site.models import PolicyApplication
from crm.site.policies.apply import apply_for
from crm.site.waiting import needs_of_application

DAY = date(2026, 11, 29)
TYPED = {"name": "示例电池有限公司", "contact": "王女士", "email": "wang@example.com"}
FACTS = {"industry": "3841", "equipment": Decimal(95_000_000), "high_tech": True}


@pytest.fixture
def application(published, people):
    return apply_for(published["equipment"], Facts(DAY, FACTS), address="192.0.2.7", **TYPED)


def form(**other):
    return {**TYPED, "phone": "", "credit_code": "", "text": "", "homepage": "", **other}


def test_a_stranger_applies_with_materials(client, published, people):
    pdf = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 contract")
    address = reverse("site:policy_apply", args=[published["equipment"].pk])
    answer = client.post(
        f"{address}?section=C&equipment=9500&has=high_tech", form(files=[pdf]), follow=True
    )
    stored = PolicyApplication.objects.get()
    assert stored.number in answer.text
    assert stored.estimate == Decimal(9_500_000)
    assert stored.found["verdict"] == "fits"
    assert Attachment.objects.of(stored).get().name == "合同.pdf"
    assert stored.department == published["equipment"].department


def test_the_responsible_department_is_told(published, people):
    published["jobs"].department = people.officer.department
    published["jobs"].save()
    apply_for(published["jobs"], Facts(DAY), address="192.0.2.7", **TYPED)
    told = Notification.objects.filter(kind="policy_application").values_list("recipient__username")
    assert ("officer",) in told and ("outsider",) not in told


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"credit_code": "91430700"}, "credit_code"),
        ({"phone": "call me"}, "phone"),
        ({"contact": "x" * 61}, "contact"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(client, published, people, other, says):
    address = reverse("site:policy_apply", args=[published["jobs"].pk])
    answer = client.post(address, form(text="请支持", **other))
    assert says in answer.context["form"].errors
    assert "请支持" in answer.text
    assert not PolicyApplication.objects.exists()


def test_a_machine_that_fills_in_everything_stores_nothing(client, published, people):
    address = reverse("site:policy_apply", args=[published["jobs"].pk])
    answer = client.post(address, form(homepage="https://example.com"))
    assert answer.status_code == 302
    assert not PolicyApplication.objects.exists()


def test_the_same_form_sent_twice_is_one_application(published, people):
    first, second = (
        apply_for(published["jobs"], Facts(DAY), address="192.0.2.7", **TYPED) for _each in "ab"
    )
    assert first == second
    other = apply_for(
        published["jobs"], Facts(DAY), address="192.0.2.7", **TYPED | {"name": "另一家企业"}
    )
    assert int(other.number[-4:]) == int(first.number[-4:]) + 1, "no number was used up"


def test_a_flood_from_one_address_is_stopped_and_others_are_not(published, people):
    for number in range(5):
        typed = {**TYPED, "name": f"企业{number}"}
        apply_for(published["jobs"], Facts(DAY), address="192.0.2.7", **typed)
    with pytest.raises(Refused):
        apply_for(published["jobs"], Facts(DAY), address="192.0.2.7", **TYPED)
    apply_for(published["jobs"], Facts(DAY), address="192.0.2.8", **TYPED)


def test_one_open_application_of_an_enterprise_for_a_policy(published, deal):
    enterprise = deal.enterprise
    typed = {**TYPED, "credit_code": enterprise.credit_code}
    first = apply_for(published["jobs"], Facts(DAY), address="192.0.2.7", **typed)
    assert first.enterprise == enterprise and first.company == enterprise.company
    with pytest.raises(Refused) as refused:
        apply_for(published["jobs"], Facts(DAY), address="192.0.2.9", **{**typed, "text": "again"})
    assert first.number in str(refused.value)


def test_a_stranger_keeps_no_enterprise_from_applying(published, people, deal):
    typed = {**TYPED, "credit_code": deal.enterprise.credit_code}
    apply_for(published["jobs"], Facts(DAY), address="192.0.2.7", **typed)
    own = {"by": people.officer, "enterprise": deal.enterprise}
    stored = apply_for(published["jobs"], Facts(DAY), **own, **typed)
    assert stored.enterprise == deal.enterprise
    with pytest.raises(Refused):
        apply_for(published["jobs"], Facts(DAY), **own, **typed)


def test_a_policy_out_of_its_window_takes_none(published, people, client):
    policy = published["jobs"]
    policy.closes_on = date(2020, 1, 1)
    policy.save()
    with pytest.raises(Refused):
        apply_for(policy, Facts(DAY), **TYPED)
    page = client.get(reverse("site:policy_apply", args=[policy.pk]))
    assert page.status_code == 200 and "<form" not in page.text.split("<main")[1]


def test_it_is_judged_decided_and_paid_by_three_people(application, people):
    move(application, "judge", by=people.officer, judgement="材料齐全")
    with pytest.raises(SamePerson):
        judged_by_head = apply_again(application, people)
        move(judged_by_head, "approve", by=people.head, approved_amount=1, clause="第五条")
    with pytest.raises(MissingFacts):
        move(application, "approve", by=people.head, approved_amount=Decimal(9_500_000))
    paid = {"approved_amount": Decimal(9_500_000), "clause": "第五条"}
    move(application, "approve", by=people.head, **paid)
    with pytest.raises(NotPermitted):
        move(application, "pay", by=people.head, paid_on=timezone.localdate(), voucher="1")
    today = timezone.localdate()
    for wrong in (today + timedelta(days=1), today - timedelta(days=1), date(9999, 12, 31)):
        with pytest.raises(Refused):
            move(application, "pay", by=people.finance, paid_on=wrong, voucher="ZF-1")
    move(application, "pay", by=people.finance, paid_on=timezone.localdate(), voucher="ZF-1")
    assert application.state == "paid"
    assert [each.history_user for each in application.history.all()][:3] == [
        people.finance,
        people.head,
        people.officer,
    ]


def apply_again(application, people):
    """Another application, judged by the head herself."""
    typed = {**TYPED, "name": "另一家"}
    other = apply_for(application.policy, Facts(DAY), address="192.0.2.10", **typed)
    move(other, "judge", by=people.head, judgement="材料齐全")
    return other


def test_a_refusal_names_reason_and_clause_and_is_written(application, people, settings):
    settings.EMAIL_IS_SET_UP = True
    with pytest.raises(MissingFacts):
        move(application, "refuse", by=people.head, note="设备不足")
    with pytest.raises(MissingFacts):
        move(application, "refuse", by=people.head, clause="第三条")
    move(application, "refuse", by=people.head, clause="第三条", note="设备投资不足 2000 万元")
    said = application.request.messages.order_by("pk").last()
    assert not said.is_from_enterprise and said.mail == "waiting"
    assert "第三条" in said.text and "设备投资不足 2000 万元" in said.text


def test_the_applicant_is_written_to_in_the_citys_language(application, people):
    with translation.override("en"):
        move(application, "refuse", by=people.head, clause="第三条", note="设备不足")
    said = application.request.messages.order_by("pk").last()
    assert "Your application" not in said.text and "的申报目前为" in said.text


def test_the_decision_answers_the_request_whoever_has_it_in_hand(application, people):
    request = application.request
    move(application, "ask", by=people.officer, note="缺设备发票")
    request.refresh_from_db()
    assert request.state in ("received", "assigned"), "more materials are no answer"
    move(application, "complete", by=people.officer)
    move(application, "judge", by=people.officer, judgement="材料齐全")
    move(application, "approve", by=people.head, approved_amount=Decimal(100), clause="第五条")
    request.refresh_from_db()
    assert (request.state, request.was_in_time) == ("answered", True)
    assert "第五条" in request.answer
    assert not request.clocks.running().exists()
    move(application, "pay", by=people.finance, paid_on=timezone.localdate(), voucher="ZF-1")
    said = list(request.messages.order_by("pk"))
    assert [each.is_answer for each in said if not each.is_from_enterprise][-2:] == [True, False]


def test_the_desk_follows_it_by_number_and_code(application, people, client):
    request = application.request
    assert (request.channel, request.enterprise_name) == ("policy", TYPED["name"])
    assert application.number in request.content
    page = client.get(reverse("site:policy_applied_with", args=[request.number, request.code]))
    assert application.number in page.text and request.code in page.text
    other = reverse("site:policy_applied_with", args=[request.number, "GUESSED"])
    assert client.get(other).status_code == 404


def test_it_waits_for_who_judges_decides_and_pays(application, people):
    office = people.officer.department
    application.department = office
    waits = [(need.step, need.role) for need in needs_of_application(application)]
    assert ("judge", "officer") in waits
    move(application, "judge", by=people.officer, judgement="材料齐全")
    decisions = list(needs_of_application(application))
    assert {(decision.step, decision.role) for decision in decisions} == {
        ("approve", "section_head"),
        ("approve", "leader"),
    }
    assert all(decision.apart == (people.officer.pk,) for decision in decisions)
    facts = {"approved_amount": Decimal(9_500_000), "clause": "第五条"}
    move(application, "approve", by=people.head, **facts)
    (payment,) = needs_of_application(application)
    assert (payment.step, payment.role, payment.amount) == ("pay", "finance", Decimal(9_500_000))


def test_more_than_the_policy_gives_is_not_approved(publish, people):
    policy = publish("listing")  # 8 million at most
    application = apply_for(policy, Facts(DAY), address="192.0.2.7", **TYPED)
    move(application, "judge", by=people.officer, judgement="符合")
    with pytest.raises(Refused):
        too_much = {"approved_amount": Decimal("8000000.01"), "clause": "第七条"}
        move(application, "approve", by=people.head, **too_much)


def test_who_sees_an_application(application, people, client):
    application.department = people.officer.department
    application.save()
    address = reverse("policyapplication:inspect", args=[application.pk])
    for person, status in (
        (people.officer, 200),
        (people.finance, 200),
        (people.outsider, 404),
        (people.agency, 302),
    ):
        client.force_login(person)
        assert client.get(address).status_code == status, person
    client.logout()
    assert client.get(address).status_code == 302


def test_its_page_says_what_the_matching_found(application, people, client):
    client.force_login(people.finance)
    page = client.get(reverse("policyapplication:inspect", args=[application.pk])).text
    for told in ("设备投资 ≥ 2000 万元", "第三条", "950"):
        assert told in page, told


def test_who_withdraws_at_the_desk_withdraws_the_application(application, people):
    withdraw(application.request, note="不再申报")
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert application.history.first().history_user == system_user()
