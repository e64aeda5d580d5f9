"""Mails that are broken, hostile or only written by another program."""

from email.message import EmailMessage

import pytest

from crm.desk.mailbox.letter import Unreadable, letter_from
from crm.desk.mailbox.take import take
from crm.desk.models import IncomingMail, ServiceRequest

HEAD = b"From: a@b.example\r\nTo: desk@city.example\r\nSubject: x\r\nMessage-ID: <1@b.example>\r\n"


def mail(*parts: tuple, **headers) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "甲 <a@b.example>", "事"
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content("正文")
    for name, content, kind in parts:
        main, sub = kind.split("/")
        letter.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return letter.as_bytes()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 1000,
        b"not a mail at all",
        b"From: \r\n\r\ntext",
        b"From: nobody\r\n\r\ntext",
        b"From: <script>\r\n\r\ntext",
        b"From: =?utf-8?q?=ZZ?= <\r\n\r\n",
        b"From: " + b"a" * 100_000 + b"@b.example\r\n\r\ntext",
    ],
    ids=range(8),
)
def test_what_has_no_sender_is_said_to_be_unreadable(raw):
    with pytest.raises(Unreadable):
        letter_from(raw)


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: text/plain; charset=no-such\r\n\r\nhello",
        b"Content-Type: text/plain; charset=gb2312\r\n\r\n\xc4\xe3\xba\xc3\x96\x8b",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!not base64",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\n\r\nno such boundary",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: ;;;=\r\nContent-Disposition: =?\r\n\r\ntext",
        b"Content-Type: text/html\r\n\r\n<p>a<b",
        b"Date: not a date\r\nIn-Reply-To: <<>>\r\nReferences: " + b"<x" * 5000 + b"\r\n\r\ntext",
    ],
    ids=range(8),
)
def test_what_is_broken_below_its_sender_is_read_as_far_as_it_goes(body):
    letter = letter_from(HEAD + body)
    assert letter.sender == "a@b.example" and "\0" not in letter.text


def test_a_mail_of_many_frames_is_read_without_falling_over():
    raw = HEAD
    for depth in range(400):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
    letter = letter_from(raw + b"Content-Type: text/plain\r\n\r\ndeep")
    assert letter.problems


def test_thousands_of_parts_are_not_all_read():
    part = b"--b\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n%PDF-1.7\r\n"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 3000 + b"--b--"
    letter = letter_from(raw)
    assert len(letter.files) == 20 and letter.problems


@pytest.mark.parametrize(
    "named,kept",
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\windows\\系统.pdf", "系统.pdf"),
        ("发票\u202efdp.exe", "发票 fdp.exe"),
        ("a\r\nBcc: x@y.example.pdf", "a Bcc: x@y.example.pdf"),
        ("长" * 400 + ".pdf", "长" * 150),
    ],
)
def test_names_of_files_lead_nowhere(named, kept):
    from crm.desk.mailbox import letter

    part = EmailMessage()
    part.set_content(b"x", maintype="application", subtype="pdf")
    part.get_filename = lambda: named
    assert letter._name_of(part, 0) == kept


@pytest.mark.parametrize(
    "text,written",
    [
        ("好的\n\n------------------ 原始邮件 ------------------\n发件人: 甲", "好的"),
        ("好的\n发件人：企业服务 <s@c.example>\n日期：…", "好的"),
        ("好的\n在 2026年11月20日 10:00，企业服务 写道：\n旧的", "好的"),
        ("Fine.\nOn Fri, 20 Nov 2026 at 10:00, Desk wrote:\n> old", "Fine."),
        ("好的\n> 旧的\n> 旧的", "好的"),
        ("> 只有引文\n", "> 只有引文"),
        ("没有引文", "没有引文"),
    ],
)
def test_what_was_written_is_told_from_what_is_quoted(text, written):
    body = text.encode()
    head = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    assert letter_from(head + body).text == written


def test_of_a_page_what_a_reader_sees_is_kept_and_nothing_is_run():
    page = (
        b"<html><head><style>p{}</style></head><body><p>one</p>"
        b"<script>steal()</script><p>two<br>three</p></body></html>"
    )
    letter = letter_from(HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page)
    assert letter.text.split() == ["one", "two", "three"]


def test_files_that_are_not_accepted_are_named_and_the_rest_is_taken(desk):
    raw = mail(
        ("清单.pdf", b"%PDF-1.7 x", "application/pdf"),
        ("病毒.exe", b"MZ\0\0", "application/octet-stream"),
        ("假.pdf", b"MZ\0\0", "application/pdf"),
        ("空.pdf", b"", "application/pdf"),
    )
    row = take(raw, validity=1, uid=1)
    said = row.request.messages.earliest("pk")
    assert row.outcome == "new"
    assert all(name in said.text for name in ("病毒.exe", "假.pdf", "空.pdf"))
    assert "清单.pdf" not in said.text and said.text.startswith("正文")


def test_what_can_not_be_read_is_listed_and_told(desk):
    from crm.core.models import Notification

    row = take(b"From: nobody\r\n\r\ntext", validity=1, uid=7)
    assert (row.outcome, row.request) == ("broken", None) and row.problem
    assert Notification.objects.filter(kind="mail_not_taken").exists()
    assert not ServiceRequest.objects.exists()
    assert IncomingMail.objects.visible_to(desk.people.officer).get() == row
    assert not IncomingMail.objects.visible_to(desk.people.finance).exists()


def test_the_kind_is_the_one_that_the_subject_names(desk):
    from crm.desk.mailbox.take import kind_of

    assert kind_of("关于用工和社保").code == "labour"
    assert kind_of("投诉：乱收费").code == "complaint"
    assert kind_of("您好").code == "other"
