"""How much is uploaded: by a person, an organisation, a stranger in a day, and to one record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.core.models import Attachment, Parameter, RateCount, RateLimit, User
from crm.desk.models import ServiceKind, ServiceRequest
from leads.messages.send import send
from leads.models import Message

MEGABYTE = 1024 * 1024
A_DAY = "您上传的文件过多或过大。请在 24 小时后再继续。"


def limit(code, number):
    assert RateLimit.objects.filter(code=code).update(number=number) == 1


def upload(name="a.pdf", size=1000):
    return SimpleUploadedFile(name, b"%PDF-1.7 " + b"x" * size)


def add(client, record, *files):
    """The page that follows, of a colleague who adds each file to the record."""
    for file in files:
        address = reverse(f"{record._meta.model_name}:attach", args=[record.pk])
        page = client.post(address, {"file": file}, follow=True)
    return page.content.decode()


def test_a_person_uploads_so_many_files_in_a_day(client, people, deal):
    limit("files_of_a_person", 2)
    client.force_login(people.officer)
    before = Attachment.objects.of(deal.project).count()
    page = add(client, deal.project, upload("1.pdf"), upload("2.pdf"), upload("3.pdf"))
    assert "您上传的文件过多或过大。请在 12 小时后再继续。" in page
    assert Attachment.objects.of(deal.project).count() == before + 2
    client.force_login(people.head)
    add(client, deal.project, upload("4.pdf"))
    assert Attachment.objects.of(deal.project).count() == before + 3


def test_and_so_many_megabytes(client, people, deal):
    limit("megabytes_of_a_person", 2)
    client.force_login(people.officer)
    before = Attachment.objects.of(deal.project).count()
    almost = MEGABYTE - 1000
    add(client, deal.project, upload("1.pdf", almost), upload("2.pdf", almost))
    page = add(client, deal.project, upload("3.pdf", 100_000))
    assert Attachment.objects.of(deal.project).count() == before + 2
    assert "您上传的文件过多或过大" in page


def test_two_logins_of_one_organisation_are_counted_together(client, people, deal):
    limit("files_of_an_organisation", 1)
    colleague = User.objects.create_user("second", name="二号", is_staff=False, is_demo=True)
    colleague.groups.set(people.agency.groups.all())
    deal.agent.users.add(colleague)
    address = reverse("portal:write", args=[deal.lead.pk])
    for person, text in ((people.agency, "第一份"), (colleague, "第二份")):
        client.force_login(person)
        client.post(address, {"text": text, "file": upload()})
    assert list(Message.objects.values_list("text", flat=True)) == ["第一份"]
    assert Attachment.objects.filter(content_type__model="message").count() == 1


def test_a_strangers_words_are_taken_where_the_files_are_too_many(client, people):
    limit("files_of_a_stranger", 1)
    kind = ServiceKind.objects.offered_to_public().first()
    told = {"kind": kind.pk, "phone": "0736-7000000", "content": "厂房漏水"}
    files = [upload("1.pdf"), upload("2.pdf")]
    answer = client.post(reverse("service:ask"), {**told, "file": files})
    assert answer.status_code == 302
    message = ServiceRequest.objects.get().messages.get()
    assert [each.name for each in Attachment.objects.of(message)] == ["1.pdf"]
    assert message.text.startswith("厂房漏水")
    assert "2.pdf" in message.text
    assert A_DAY in message.text


def test_a_record_holds_so_many_and_what_is_refused_is_not_counted(client, people, deal):
    held = Attachment.objects.of(deal.project).count()
    Parameter.objects.filter(code="files_of_a_record").update(value=held + 1)
    client.force_login(people.officer)
    page = add(client, deal.project, upload("1.pdf"))
    count = RateCount.objects.get(key__startswith="files_of_a_person:")
    page = add(client, deal.project, upload("2.pdf"))
    assert f"此记录已有 {held + 1} 个文件，不能再增加。" in page
    assert Attachment.objects.of(deal.project).count() == held + 1
    again = RateCount.objects.get(key__startswith="files_of_a_person:")
    assert (again.empty_at, again.refused) == (count.empty_at, 0)


def test_and_so_many_megabytes_together(client, people, deal):
    held = Attachment.objects.of(deal.project).count()
    Parameter.objects.filter(code="megabytes_of_a_record").update(value=1)
    client.force_login(people.officer)
    page = add(client, deal.project, upload("1.pdf", MEGABYTE))
    assert "此记录的文件合计将超过 1 MB。" in page
    add(client, deal.project, upload("2.pdf", 1000))
    assert Attachment.objects.of(deal.project).count() == held + 1


def test_a_command_of_the_house_is_not_counted(people, deal):
    limit("files_of_a_person", 1)
    for number in range(3):
        send(deal.lead, deal.agent, text=f"第{number}份", by=people.officer, files=[upload()])
    assert not RateCount.objects.exists()


@pytest.mark.parametrize("code", ["files_of_a_record", "megabytes_of_a_record"])
def test_both_numbers_of_a_record_are_changed_by_two(db, code):
    assert Parameter.objects.get(code=code).needs_two
