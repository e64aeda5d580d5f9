"""A copy, a correction and a deletion, from receipt to answer."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook

from crm.core.database.owner import as_owner
from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson
from crm.core.files import attach
from crm.core.models import Attachment, Erasure, ExportLog, Move, PersonRequest
from crm.core.personal.erase import erase
from crm.core.personal.requests import answer, carry_out, choose, receive
from crm.core.transitions import move
from crm.core.writing.history import save_as
from leads.models import Company, Contact

from .conftest import ASKED

pytestmark = pytest.mark.django_db
KIND = PersonRequest.Kind


@pytest.fixture
def contact(people):
    company = save_as(Company(name="远航精密制造有限公司"), by=people.officer)
    return save_as(
        Contact(
            company=company,
            name="周启明",
            position="总经理",
            phone="13807362211",
            wechat="zqm_77",
            remark="周启明喜欢钓鱼；其同事钱多（13900000000）负责选址",
        ),
        by=people.officer,
        reason="周启明来电",
    )


def test_a_request_has_a_number_a_day_and_is_looked_through_in_the_background(
    people, handed_over, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        request = receive(by=people.headquarters, kind=KIND.COPY, **ASKED)
    assert request.number == "GRXX-2026-0001"
    assert request.due_on == date(2026, 12, 14)  # 15 working days after Monday, 23 November
    assert handed_over == [("core.look_for_person", [request.pk])]


def test_nobody_else_takes_one_down(people):
    with pytest.raises(NotPermitted):
        receive(by=people.officer, kind=KIND.COPY, **ASKED)


def test_one_by_whom_nobody_could_be_found_is_refused(people):
    with pytest.raises(Refused, match="请填写全名"):
        facts = {**ASKED, "name": "周", "phone": "", "email": ""}
        receive(by=people.headquarters, kind=KIND.COPY, **facts)


def test_a_copy_is_a_file_with_each_field_and_leaves_who_asked_and_when(ask, people, contact):
    attach(contact, SimpleUploadedFile("card.pdf", b"%PDF-1.7 card"), by=people.officer)
    request = ask(KIND.COPY)
    choose(request, request.hits.values_list("pk", flat=True), by=people.headquarters)
    answer(request, by=people.headquarters, answer="已交付本人")
    file = Attachment.objects.of(request).get()
    with zipfile.ZipFile(io.BytesIO(file.file.read())) as archive:
        told = json.loads(archive.read("data.json"))
        sheet = load_workbook(io.BytesIO(archive.read("data.xlsx"))).active
        paper = Attachment.objects.of(contact).get()
        assert archive.read(f"files/{paper.pk}-card.pdf") == b"%PDF-1.7 card"
    (record,) = [each for each in told["records"] if each["key"] == contact.pk]
    assert record["data"]["电话"] == "13807362211"
    assert record["data"]["微信"] == "zqm_77"
    assert record["kept"] == "事毕后36个月"
    assert ["联系人", "电话", "13807362211"] in [
        [cell.value for cell in row[:3]] for row in sheet.iter_rows()
    ]
    taken = ExportLog.objects.get(reason=request.number)
    assert (taken.by, taken.sha256) == (people.headquarters, file.sha256)
    request.refresh_from_db()
    assert request.state == "answered" and request.answered_on
    assert Move.objects.of(request).get().by == people.headquarters


def test_of_a_text_in_which_others_stand_the_part_about_the_person_alone_is_told(
    ask, people, contact
):
    contact.remark = f"周启明喜欢钓鱼。{'无关的话。' * 20}钱多负责选址"
    save_as(contact, by=people.officer)
    request = ask(KIND.COPY)
    answer(request, by=people.headquarters, answer="已交付本人")
    with zipfile.ZipFile(Attachment.objects.of(request).get().file) as archive:
        told = archive.read("data.json").decode()
    assert "周启明喜欢钓鱼" in told
    assert "钱多" not in told


def test_what_is_not_chosen_is_not_told(ask, people, contact):
    request = ask(KIND.COPY)
    choose(request, [], by=people.headquarters)
    answer(request, by=people.headquarters, answer="查无")
    with zipfile.ZipFile(Attachment.objects.of(request).get().file) as archive:
        assert json.loads(archive.read("data.json"))["records"] == []


def test_nothing_is_answered_before_the_records_were_looked_through(people, handed_over):
    request = receive(by=people.headquarters, kind=KIND.COPY, **ASKED)
    with pytest.raises(MissingFacts):
        answer(request, by=people.headquarters, answer="已交付本人")


def test_who_proposes_a_deletion_does_not_decide_on_it(ask, people, contact):
    request = ask(KIND.DELETION)
    with pytest.raises(Refused, match="请提出删除建议"):
        answer(request, by=people.headquarters, answer="已删除")
    move(request, "propose", by=people.headquarters)
    with pytest.raises(SamePerson):
        carry_out(request, by=people.headquarters)
    carry_out(request, by=people.leader)
    contact.refresh_from_db()
    assert (contact.name, contact.phone, contact.wechat) == ("〔已删除〕", "", "")


def test_a_deletion_reaches_the_history_and_its_reasons_and_leaves_a_trace(ask, people, contact):
    contact.phone = "13899990000"
    save_as(contact, by=people.officer, reason="周启明换号")
    request = ask(KIND.DELETION)
    move(request, "propose", by=people.headquarters)
    carry_out(request, by=people.leader)
    rows = Contact.history.filter(id=contact.pk).order_by("history_id")
    assert [(row.name, row.phone, row.position) for row in rows] == [("〔已删除〕", "", "")] * 3
    assert [row.history_change_reason for row in rows] == ["〔…〕来电", "〔…〕换号", request.number]
    assert rows[0].history_user == people.officer
    contact.refresh_from_db()
    assert contact.remark == "〔…〕喜欢钓鱼；其同事钱多（13900000000）负责选址"
    trace = Erasure.objects.get(request=request)
    assert (trace.object_id, trace.by) == (contact.pk, people.leader)
    assert trace.fields == {
        "name": "〔已删除〕",
        "phone": "",
        "position": "",
        "wechat": "",
        "remark": None,
    }
    assert request.hits.get().outcome == "已删除：姓名、职务、电话、微信、备注。"


def test_a_login_that_is_in_use_stays_and_says_why(ask, people):
    people.officer.phone = "13807362211"
    save_as(people.officer, by=None)
    request = ask(KIND.DELETION)
    move(request, "propose", by=people.headquarters)
    carry_out(request, by=people.leader)
    people.officer.refresh_from_db()
    assert people.officer.phone == "13807362211"
    assert "该账号在用" in request.hits.get().outcome


def test_the_file_of_a_paper_goes_with_its_person(
    people, contact, django_capture_on_commit_callbacks
):
    paper = attach(contact, SimpleUploadedFile("card.pdf", b"%PDF-1.7"), by=people.officer)
    storage, name = paper.file.storage, paper.file.name
    with django_capture_on_commit_callbacks(execute=True):
        erase(paper, by=people.leader, why="GRXX")
    assert not storage.exists(name)


@pytest.mark.parametrize(
    "statement",
    ["update core_erasure set why = ''", "delete from core_erasure", "truncate core_erasure"],
)
def test_an_erasure_stays_in_the_database(people, contact, statement):
    erase(contact, by=people.leader, why="GRXX")
    with (
        as_owner(),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
    ):
        cursor.execute("set constraints all immediate")
        cursor.execute(statement)


def test_the_history_is_blanked_by_an_erasure_of_the_same_transaction_alone(people, contact):
    """Whoever may call the function blanks nothing that no row says."""
    erase(contact, by=people.leader, why="GRXX")
    with (
        pytest.raises(DatabaseError, match="no erasure of this transaction"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select core_forget_history(%s, '{}')", [10**6])
