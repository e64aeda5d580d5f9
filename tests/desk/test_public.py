"""Asking and following without a log-in; spam and what is typed with ill will."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from crm.core.models import Parameter
from crm.core.transitions import move, perform
from crm.desk.models import Sending, ServiceKind, ServiceRequest
from crm.desk.requests.joint import supervise
from crm.desk.requests.say import reply
from crm.staff.comments import comment

ASK = "/service/ask/"


def typed(**facts):
    kind = ServiceKind.objects.get(code=facts.pop("kind", "utilities"))
    usual = {"kind": kind.pk, "content": "临时用电增容到 6 MVA", "phone": "13907360000"}
    return usual | facts


def track(request):
    return reverse("service:track", args=[request.number, request.code])


def words_of(page: str) -> str:
    """What one reads: the page without scripts, styles and tags."""
    body = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", page)
    return " ".join(body.split())


def test_a_stranger_asks_and_follows_without_a_cookie(client, desk):
    assert client.get(ASK).status_code == 200
    response = client.post(ASK, typed(enterprise_name="湘澜新能源"))
    request = ServiceRequest.objects.get()
    assert response["Location"] == f"{track(request)}?new=1"
    page = client.get(response["Location"])
    assert page.status_code == 200 and request.code in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex" and page["Referrer-Policy"] == "no-referrer"
    assert not client.cookies, "nothing is kept in the browser"
    assert (request.channel, request.taken_by, request.state) == ("form", None, "assigned")


def test_number_and_code_lead_there_however_they_are_typed(client, desk):
    request = desk.ask()
    shown = {"number": f" {request.number.lower()} ", "code": request.code.lower()}
    assert client.post("/service/track/", shown)["Location"] == track(request)
    wrong = client.post("/service/track/", shown | {"code": "AAAAAAAA"})
    unknown = client.post("/service/track/", shown | {"number": "FW-2020-9999"})
    assert wrong.status_code == unknown.status_code == 422
    told = [words_of(page.content.decode()) for page in (wrong, unknown)]
    assert told[0] == told[1], "which of the two is wrong is not told"
    assert client.get(reverse("service:track", args=[request.number, "x"])).status_code == 404


def test_the_page_tells_steps_and_answers_and_nothing_else(client, desk):
    people = desk.people
    request = desk.ask(
        enterprise_name="湘澜新能源有限公司", email="secret@xianglan.example", by=people.officer
    )
    comment(request, text="内部：此企业信用有疑", by=people.officer)
    move(request, "pass_on", by=people.officer, note="推给别人", **in_the_bureau(people))
    move(request, "take_up", by=people.officer)
    due_on = timezone.localdate() + timedelta(days=1)
    supervise(request, text="督办内容不外传", due_on=due_on, by=people.headquarters)
    reply(request, "正在核实", by=people.officer)
    perform(request, "answer", by=people.officer, answer="凭批复到窗口", note="内部备注")
    page = words_of(client.get(track(request)).content.decode())
    for shown in ("正在核实", "凭批复到窗口", request.title, request.number):
        assert shown in page
    for hidden in (
        "信用有疑",
        "推给别人",
        "督办内容不外传",
        "内部备注",
        "secret@xianglan.example",
        "13907361005",
        "俞国平",
        people.officer.name,
    ):
        assert hidden not in page


def in_the_bureau(people):
    return {"department": people.city, "person": people.officer}


def test_the_word_on_the_page_settles_or_opens_again(client, desk):
    people, request = desk.people, desk.ask()
    move(request, "take_up", by=people.officer)
    perform(request, "answer", by=people.officer, answer="好了")
    silent = client.post(track(request), {"act": "word", "satisfaction": "unsatisfied"})
    assert silent.status_code == 422, "what is missing has to be said"
    client.post(track(request), {"act": "word", "satisfaction": "satisfied", "word": "谢谢"})
    request.refresh_from_db()
    assert (request.state, request.word) == ("closed", "谢谢")
    again = {"act": "word", "satisfaction": "unsatisfied", "word": "又坏了"}
    assert client.post(track(request), again).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.level) == ("reopened", 1)
    assert client.post(track(request), again).status_code == 422, "it is open already"


def test_more_is_added_and_it_is_withdrawn(client, desk):
    request = desk.ask()
    file = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 x")
    assert (
        client.post(track(request), {"act": "add", "text": "补充", "file": file}).status_code == 302
    )
    assert request.messages.last().text == "补充"
    assert client.post(track(request), {"act": "add"}).status_code == 422
    assert client.post(track(request), {"act": "withdraw", "why": "不用了"}).status_code == 302
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_files_of_answers_are_read_by_the_code_and_those_of_the_bureau_are_not(
    client, desk, evidence
):
    from crm.core.files import attach
    from crm.core.models import Attachment

    request = desk.ask()
    reply(request, "见附件", by=desk.people.officer, files=[evidence("回复.pdf")])
    own = attach(request, evidence("内部.pdf"), by=desk.people.officer)
    sent = Attachment.objects.of(request.messages.last()).get()
    address = reverse("service:file", args=[request.number, request.code, sent.pk])
    assert client.get(address).status_code == 200
    for number, code, file in (
        (request.number, request.code, own),
        (request.number, "AAAAAAAA", sent),
        (desk.ask().number, request.code, sent),
    ):
        address = reverse("service:file", args=[number, code, file.pk])
        assert client.get(address).status_code == 404


def test_who_fills_in_the_trap_is_asked_to_empty_it_and_loses_nothing(client, desk):
    page = client.post(ASK, typed(website="http://spam.example", content="我的事"))
    assert page.status_code == 422 and "我的事" in page.content.decode()
    assert not ServiceRequest.objects.exists()
    assert client.post(ASK, typed(content="我的事")).status_code == 302


def test_the_same_sent_twice_is_one_request(client, desk):
    first = client.post(ASK, typed())
    again = client.post(ASK, typed(content="临时用电增容到  6 MVA "))
    assert first["Location"] == again["Location"]
    assert ServiceRequest.objects.count() == 1
    client.post(ASK, typed(content="另一件事"))
    assert ServiceRequest.objects.count() == 2


def test_who_shares_an_address_and_a_text_does_not_read_the_other(client, desk):
    first = client.post(ASK, typed())
    other = client.post(ASK, typed(contact_name="孙女士", phone="13907361122"))
    assert first["Location"] != other["Location"]
    assert ServiceRequest.objects.count() == 2
    assert client.post(ASK, typed())["Location"] == first["Location"]


def test_the_same_text_from_many_is_refused_from_the_fourth_on(client, desk):
    for place in range(1, 6):
        client.post(ASK, typed(), REMOTE_ADDR=f"10.0.0.{place}")
    assert ServiceRequest.objects.count() == 3


def test_who_sends_too_much_is_asked_to_wait(client, desk):
    Parameter.objects.filter(code="desk_forms_an_hour").update(value=2)
    answers = [client.post(ASK, typed(content=f"第 {n} 件")).status_code for n in range(3)]
    assert answers == [302, 302, 422]
    assert client.post(ASK, typed(content="他人"), REMOTE_ADDR="10.0.0.9").status_code == 302


def test_codes_are_not_guessed(client, desk):
    Parameter.objects.filter(code="desk_tries_an_hour").update(value=3)
    request = desk.ask()
    for _try in range(3):
        client.post("/service/track/", {"number": request.number, "code": "AAAAAAAA"})
    assert client.get(track(request)).status_code == 404, "not even with the right one"
    right = {"number": request.number, "code": request.code}
    assert client.post("/service/track/", right).status_code == 422
    assert client.get(track(request), REMOTE_ADDR="10.0.0.9").status_code == 200


def test_a_complaint_needs_no_name_and_another_matter_a_way_back(client, desk):
    assert client.post(ASK, typed(phone="")).status_code == 422
    assert client.post(ASK, typed(phone="", kind="complaint")).status_code == 302
    assert ServiceRequest.objects.get().is_confidential


@pytest.mark.parametrize(
    "facts",
    [
        {"content": ""},
        {"content": "x" * 5001},
        {"kind": "0"},
        {"kind": "abc"},
        {"email": "no address"},
        {"credit_code": "91430700MA4L16JQ9X"},
        {"phone": "1" * 31},
        {"contact_name": "名" * 61},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field(client, desk, facts):
    page = client.post(ASK, typed() | facts)
    assert page.status_code == 422 and 'role="alert"' in page.content.decode()
    assert not ServiceRequest.objects.exists() and not Sending.objects.exists()


@pytest.mark.parametrize(
    "name,content",
    [
        ("病毒.exe", b"MZ" + b"\0" * 100),
        ("批复.pdf", b"MZ" + b"\0" * 100),
        ("空.pdf", b""),
        ("页面.html", b"<script>alert(1)</script>"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(client, desk, name, content):
    page = client.post(ASK, typed() | {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 422
    assert not ServiceRequest.objects.exists()


def test_what_is_typed_is_shown_as_text(client, desk):
    evil = '<img src=x onerror="alert(1)">{{ 7|add:7 }}'
    client.post(ASK, typed(content=evil))
    page = client.get(track(ServiceRequest.objects.get())).content.decode()
    assert "<img src=x" not in page and "&lt;img src=x" in page


def test_answers_that_exist_are_offered(client, desk):
    from tests.desk.test_knowledge import published

    published(desk, "用电增容怎么办", "三个工作日内现场勘查")
    page = client.get("/service/offered/", {"text": "我们需要用电增容"}).content.decode()
    assert "三个工作日内现场勘查" in page
    assert client.get("/service/offered/", {"text": "子女转学"}).content.decode().strip() == ""
