"""The register of personal data, and people's requests, as those who may and may not see them."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from crm.core.models import Attachment, ExportLog, PersonRequest
from crm.core.personal.look import look
from crm.core.writing.history import save_as
from leads.models import Company, Contact

pytestmark = pytest.mark.django_db
DENIED = (302, "/admin/")  # as Wagtail's admin answers who has not the right
REGISTER = "/admin/personal-data/"
TYPED = {
    "kind": "copy",
    "received_on": "2026-11-23",
    "ground": "2026年11月20日来信",
    "name": "周启明",
    "phone": "13807362211",
    "email": "",
    "id_number": "",
    "proved_by": "窗口出示身份证",
}


@pytest.fixture
def contact(people):
    company = save_as(Company(name="远航精密制造有限公司"), by=people.officer)
    return save_as(Contact(company=company, name="周启明", phone="13807362211"), by=people.officer)


@pytest.fixture
def asked(client, people, contact, handed_over):
    client.force_login(people.headquarters)
    client.post(reverse("personrequest:add"), TYPED)
    look(PersonRequest.objects.get())
    return PersonRequest.objects.get()


@pytest.mark.parametrize(
    ("who", "status"),
    [("headquarters", 200), ("auditor", 200), ("leader", 200), ("officer", 302), ("finance", 302)],
)
def test_the_register_is_for_who_has_its_right(client, people, who, status):
    client.force_login(getattr(people, who))
    assert client.get(REGISTER).status_code == status


def test_it_tells_whose_data_for_what_and_how_long(client, people):
    client.force_login(people.headquarters)
    page = client.get(REGISTER).content.decode()
    assert "企业联系人" in page
    assert "接洽潜在投资企业" in page
    assert "事毕后36个月" in page


def test_it_goes_out_as_a_spreadsheet_with_the_reason_kept(client, people):
    client.force_login(people.headquarters)
    answer = client.post(f"{REGISTER}?export=xlsx", {"reason": "年度合规审计", "format": "xlsx"})
    rows = list(
        load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(
            values_only=True
        )
    )
    assert [
        "联系人",
        "企业联系人",
        "姓名",
        "姓名",
        "接洽潜在投资企业",
        "事毕后36个月",
    ] in [list(row[:6]) for row in rows]
    assert ["线索", "不涉及个人", None, "number"] in [list(row[:4]) for row in rows]
    assert ExportLog.objects.get().reason == "年度合规审计"


def test_a_request_is_taken_down_chosen_and_answered_on_its_page(client, people, asked, contact):
    page = reverse("personrequest:inspect", args=[asked.pk])
    shown = client.get(page).content.decode()
    assert "周启明" in shown and "13807362211" in shown
    hit = asked.hits.get()
    client.post(reverse("personrequest:choose", args=[asked.pk]), {"hit": []})
    hit.refresh_from_db()
    assert not hit.is_chosen
    client.post(reverse("personrequest:choose", args=[asked.pk]), {"hit": [hit.pk]})
    client.post(
        reverse("personrequest:step", args=[asked.pk]),
        {"step": "answer", "answer": "已交付本人"},
    )
    asked.refresh_from_db()
    assert asked.state == "answered"
    file = Attachment.objects.of(asked).get()
    taken = client.get(reverse("download", args=[file.pk]))
    assert b"".join(taken.streaming_content)[:2] == b"PK"


def test_who_decides_sees_what_is_proposed_and_cannot_choose(client, people, asked):
    PersonRequest.objects.update(kind="deletion")
    client.post(reverse("personrequest:step", args=[asked.pk]), {"step": "propose"})
    client.force_login(people.leader)
    chosen = client.post(reverse("personrequest:choose", args=[asked.pk]), {"hit": []})
    assert (chosen.status_code, chosen.url) == DENIED
    assert asked.has_chosen()
    client.post(reverse("personrequest:step", args=[asked.pk]), {"step": "erase"})
    assert Contact.objects.get().name == "〔已删除〕"
    assert (
        "已删除：姓名、电话。"
        in client.get(reverse("personrequest:inspect", args=[asked.pk])).content.decode()
    )
    client.force_login(people.auditor)
    trace = client.get(reverse("erasure:index")).content.decode()
    assert asked.number in trace


def test_looking_again_is_for_who_handles_it(client, people, asked, handed_over):
    client.post(reverse("personrequest:look", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.looked_at is None
    client.force_login(people.auditor)
    refused = client.post(reverse("personrequest:look", args=[asked.pk]))
    assert (refused.status_code, refused.url) == DENIED


@pytest.mark.parametrize("who", ["officer", "agency"])
def test_nobody_else_learns_that_somebody_asked(client, people, asked, who):
    client.force_login(getattr(people, who))
    for name in ("choose", "look"):
        assert client.post(reverse(f"personrequest:{name}", args=[asked.pk])).status_code in (
            302,
            404,
        )
    assert client.get(reverse("personrequest:inspect", args=[asked.pk])).status_code in (302, 404)


def test_the_number_of_an_identity_card_is_shown_masked(client, people, asked):
    asked.id_number = "43070219800101001X"
    save_as(asked, by=people.headquarters)
    page = client.get(reverse("personrequest:inspect", args=[asked.pk])).content.decode()
    assert "43070219800101001X" not in page


def test_the_day_by_which_it_is_answered_stands_in_the_list(client, people, asked):
    assert asked.due_on == date(2026, 12, 14)
    assert "2026-12-14" in client.get(reverse("personrequest:index")).content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "2099-01-01"])
def test_what_is_asked_for_has_come_already(client, people, contact, handed_over, day):
    client.force_login(people.headquarters)
    again = client.post(reverse("personrequest:add"), TYPED | {"received_on": day})
    assert again.status_code == 200 and "日期在未来" in again.text
    assert not PersonRequest.objects.exists()
