import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.core.models import Attachment, Parameter
from crm.core.transitions import move
from leads.models import Company, Lead, NameCheck, Registration
from leads.pipeline.register import register_lead

FACTS = {"company": "示范光电有限公司", "title": "镜头模组", "investment": "5000"}
IN_HAND = "该企业已在跟进"


def post(client, user, **facts):
    client.force_login(user)
    return client.post(reverse("portal:register"), FACTS | facts, follow=True)


def body(response):
    """The page without what differs between any two requests: the token, numbers and moments of the
    own registration.
    """
    text = response.content.decode()
    registration = Registration.objects.latest("pk")
    for own in (registration.number, f"/{registration.pk}/"):
        text = text.replace(own, "")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", "", text)


def test_an_agency_registers_and_follows_by_stage(client, people, agent):
    page = post(client, people.agency).content.decode()
    registration = Registration.objects.get()
    assert registration.number in page
    assert registration.lead.state == "new"
    move(registration.lead, "judge", by=people.head, owner=people.officer, note="内部意见不外传")
    page = client.get(reverse("portal:registration", args=[registration.pk])).content.decode()
    assert f'aria-current="step">{Lead.State.JUDGED.label}</li>' in page
    assert "内部意见不外传" not in page
    assert str(people.officer) in page
    assert FACTS["company"] in client.get(reverse("portal:home")).content.decode()


def test_who_comes_second_reads_the_same_words_whatever_holds_the_company(
    client, people, agent, rival
):
    """Another agency's registration, one that is accepted, the bureau's own lead, a project: one
    page, to the letter.
    """
    pages = []
    post(client, people.agency)
    pages.append(body(post(client, people.rival)))
    held = Registration.objects.get(state="received")
    move(held.lead, "judge", by=people.head, owner=people.officer)
    pages.append(body(post(client, people.rival)))
    move(held.lead, "reject", by=people.head, note="x")
    register_lead(
        by=people.officer,
        company=Company.objects.get(),
        title="自有",
        channel="chain",
        department=people.city,
    )
    pages.append(body(post(client, people.rival)))
    assert pages[0] == pages[1] == pages[2]
    assert 'role="alert"' in pages[0]
    for secret in (
        agent.name,
        "自有",
        held.number,
        str(people.officer),
        str(held.received_at.date()),
    ):
        assert all(secret not in page for page in pages), secret
    assert Registration.objects.filter(state="taken").count() == 3


def test_the_second_never_sees_the_company_as_the_bureau_knows_it(client, people, agent, rival):
    Company.objects.create(name="示范光电有限公司（张总推荐的那家）")
    post(client, people.agency)
    assert "张总推荐" not in post(client, people.rival, company="示范光电").content.decode()
    client.force_login(people.agency)
    assert "张总推荐" not in client.get(reverse("portal:home")).content.decode()


def test_the_same_agency_is_led_to_what_it_holds(client, people, agent):
    post(client, people.agency)
    page = post(client, people.agency, company="示范光电").content.decode()
    assert Registration.objects.get().number in page


def test_what_was_typed_wrongly_stays_in_the_form(client, people, agent):
    page = post(client, people.agency, credit_code="9143", title="很长的说明").content.decode()
    assert "很长的说明" in page
    assert 'class="errors"' in page
    assert not Registration.objects.exists()


def test_a_hometown_referrer_has_the_light_form(client, people, hometown):
    client.force_login(people.referrer)
    assert 'name="credit_code"' not in client.get(reverse("portal:register")).content.decode()
    page = client.post(
        reverse("portal:register"),
        {"company": "老乡电子有限公司", "content": "张总想回乡建厂"},
        follow=True,
    ).content.decode()
    assert "老乡电子有限公司" in page
    stored = Registration.objects.get()
    assert (stored.agent, stored.content, stored.lead.channel) == (
        hometown,
        "张总想回乡建厂",
        "hometown",
    )
    assert (
        'name="credit_code"'
        in client.get(reverse("portal:register"), {"whole": 1}).content.decode()
    )


@pytest.mark.parametrize("who", ["rival", "referrer", "officer", "outsider"])
def test_nobody_else_opens_a_registration_in_the_portal(
    client, people, agent, rival, hometown, who
):
    post(client, people.agency)
    registration = Registration.objects.get()
    client.force_login(getattr(people, who))
    for name, key in (
        ("registration", registration.pk),
        ("lead", registration.lead.pk),
        ("ask_arbitration", registration.pk),
    ):
        assert client.get(reverse(f"portal:{name}", args=[key])).status_code == 404
    assert (
        client.post(reverse("portal:write", args=[registration.lead.pk]), {"text": "x"}).status_code
        == 404
    )
    client.logout()
    assert client.get(reverse("portal:registration", args=[registration.pk])).status_code == 302


def test_the_end_of_a_protection_is_shown(client, people, agent):
    post(client, people.agency)
    registration = Registration.objects.get()
    move(registration.lead, "judge", by=people.head, owner=people.officer)
    Registration.objects.update(protected_until=date(2031, 5, 6), warned_on=date(2031, 4, 25))
    for url, look in (
        (reverse("portal:home"), "ds-tag--wait"),
        (reverse("portal:registration", args=[registration.pk]), 'class="warning"'),
    ):
        page = client.get(url).content.decode()
        assert "2031-05-06" in page
        assert look in page


def test_a_second_agency_asks_for_arbitration_and_the_holder_answers(
    client, people, agent, rival, evidence
):
    from leads.models import Dispute

    post(client, people.agency)
    post(client, people.rival, company="示范光电")
    taken = Registration.objects.get(state="taken")
    page = client.post(
        reverse("portal:ask_arbitration", args=[taken.pk]),
        {"text": "三月已首访", "file": evidence("visit.pdf")},
        follow=True,
    ).content.decode()
    assert "三月已首访" in page
    assert "visit.pdf" in page
    dispute = Dispute.objects.get()
    url = reverse("portal:dispute", args=[dispute.pk])
    client.force_login(people.agency)
    # nobody is troubled before the bureau hears both sides
    assert client.get(url).status_code == 404
    from crm.core.transitions import perform

    perform(dispute, "hear", by=people.officer)
    assert url in client.get(reverse("portal:home")).content.decode()
    page = client.post(url, {"text": "我方最先"}, follow=True).content.decode()
    for secret in (rival.name, "三月已首访", "visit.pdf", str(people.rival)):
        assert secret not in page
    client.force_login(people.rival)
    page = client.get(url).content.decode()
    assert agent.name not in page
    assert "我方最先" not in page
    perform(dispute, "decide", by=people.leader, outcome="transfer", reason="授权书日期在先")
    assert "授权书日期在先" in client.get(url).content.decode()
    assert (
        'name="text"'
        in client.get(reverse("portal:registration", args=[taken.pk])).content.decode()
    )
    client.force_login(people.agency)
    assert "授权书日期在先" in client.get(url).content.decode()
    held = Registration.objects.get(state="passed_on")
    page = client.get(reverse("portal:registration", args=[held.pk])).content.decode()
    assert str(people.officer) not in page
    assert client.get(reverse("portal:lead", args=[held.lead.pk])).status_code == 404


def test_a_claimant_withdraws_in_the_portal(client, people, agent, rival):
    from leads.models import Dispute

    post(client, people.agency)
    post(client, people.rival)
    taken = Registration.objects.get(state="taken")
    client.post(reverse("portal:ask_arbitration", args=[taken.pk]), {"text": "三月已首访"})
    client.post(reverse("portal:dispute", args=[Dispute.objects.get().pk]), {"withdraw": "1"})
    assert Dispute.objects.get().state == "withdrawn"


def ask(client, user, **facts):
    client.force_login(user)
    return client.post(reverse("portal:register"), FACTS | facts | {"check": "1"})


def test_whether_a_company_can_be_registered_is_answered_before_the_form(
    client, people, agent, rival
):
    page = ask(client, people.agency).text
    assert "可以报备" in page
    assert not Registration.objects.exists()  # asking holds nothing
    assert 'value="镜头模组"' in page  # what was typed stays
    assert 'value="5000"' in page
    post(client, people.agency)
    assert "您已经报备过" in ask(client, people.agency).text
    assert IN_HAND in ask(client, people.rival).text


def test_the_answer_is_that_which_registering_gives(client, people, agent, rival):
    """The bureau's own lead holds a company too, by whatever way of writing its name."""
    company = Company.objects.create(name="示范光电有限公司")
    register_lead(
        by=people.officer, company=company, title="x", channel="chain", department=people.city
    )
    assert IN_HAND in ask(client, people.agency, company="示范光电有限责任公司").text
    assert "可以报备" in ask(client, people.agency, company="另一家机电有限公司").text
    assert IN_HAND in post(client, people.agency).text


@pytest.mark.parametrize(
    ("state", "answer"),
    [("producing", "已在本市落户"), ("signed", IN_HAND), ("terminated", "可以报备")],
)
def test_of_a_company_that_has_entered_a_park_the_answer_says_so(
    client, people, agent, deal, state, answer
):
    type(deal.project)._base_manager.filter(pk=deal.project.pk).update(state=state)
    Registration.objects.all().delete()
    page = ask(client, people.agency, company=deal.project.company.name).text
    assert answer in page


def test_who_goes_through_a_list_of_names_is_stopped(client, people, agent):
    Parameter.objects.filter(code="name_checks_an_hour").update(value=2)
    for n in range(2):
        ask(client, people.agency, company=f"第{n}号机电有限公司")
    stopped = ask(client, people.agency, company="第三号机电有限公司").text
    assert "您一小时内查询的企业太多" in stopped
    assert NameCheck.objects.count() == 2
    assert 'value="第三号机电有限公司"' in stopped


def test_names_found_taken_by_asking_count_as_those_found_by_registering(
    client, people, agent, rival
):
    Parameter.objects.filter(code="lead_taken_a_day").update(value=1)
    post(client, people.agency)
    assert IN_HAND in ask(client, people.rival).text
    assert Registration.objects.count() == 1
    post(client, people.rival, company="又一家机电有限公司")
    assert Registration.objects.count() == 1


def test_a_question_that_is_no_question_says_why(client, people, agent):
    page = ask(client, people.agency, company="", credit_code="9143").text
    assert "ds-note--bad" in page
    assert not NameCheck.objects.exists()


def test_the_letter_of_the_investor_comes_with_the_registration(client, people, agent, evidence):
    post(client, people.agency, evidence=evidence("确认函.pdf"))
    attached = Attachment.objects.get()
    assert attached.object_id == Registration.objects.get().pk
    assert attached.name == "确认函.pdf"


def test_a_letter_that_is_no_file_registers_nothing(client, people, agent):
    page = post(client, people.agency, evidence=SimpleUploadedFile("确认函.pdf", b"<html>"))
    assert not Registration.objects.exists()
    assert 'value="示范光电有限公司"' in page.text
