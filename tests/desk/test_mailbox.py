"""Mail in, answer out, reply in the same thread: by real SMTP and IMAP servers on loopback."""

import smtplib
import socket
import subprocess
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from django.db import DataError
from imapclient import IMAPClient

from crm.core.models import Attachment
from crm.core.transitions import move, perform
from crm.desk.letters.write import send_waiting
from crm.desk.mailbox import take as take_module
from crm.desk.mailbox.fetch import read_mailbox
from crm.desk.models import IncomingMail, ServiceMessage, ServiceRequest

DESK, PASSWORD = "service@desk.example", "a-mailbox-password"
SERVE = "from pymap.main import main; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Post:
    """What arrives for the desk is put into its mailbox; what is for others is kept."""

    def __init__(self, port):
        self.port, self.delivered = port, []

    async def handle_DATA(self, server, session, envelope):
        if DESK in envelope.rcpt_tos:
            deliver(self.port, envelope.content)
        else:
            self.delivered.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def deliver(port, raw: bytes):
    with IMAPClient("127.0.0.1", port, ssl=False) as box:
        box.login("desk", PASSWORD)
        box.append("INBOX", raw)


@pytest.fixture(scope="module")
def imap():
    port = free_port()
    address = ["--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    login = ["dict", "--demo-user", "desk", "--demo-password", PASSWORD]
    server = subprocess.Popen([sys.executable, "-c", SERVE, *address, *login])
    for _tenth in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield port
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def post(imap, desk, settings):
    with IMAPClient("127.0.0.1", imap, ssl=False) as box:
        box.login("desk", PASSWORD)
        box.select_folder("INBOX")
        box.delete_messages(box.search())
        box.expunge()
    handler = Post(imap)
    smtp = Controller(handler, hostname="127.0.0.1", port=free_port())
    smtp.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_IS_SET_UP = True
    settings.DESK_MAIL_ADDRESS = DESK
    settings.DESK_MAILBOX_URL = f"imap://desk:{PASSWORD}@127.0.0.1:{imap}/INBOX"
    read_mailbox()  # what an earlier test left is behind us
    yield SimpleNamespace(delivered=handler.delivered, smtp=smtp.port, imap=imap, desk=desk)
    smtp.stop()


def write(post, text, *, subject="设备补贴怎么申报", sender="luming@hengshu.example", **headers):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"陆鸣 <{sender}>", DESK, subject
    letter["Message-ID"] = headers.pop("message_id", f"<{time.time_ns()}@hengshu.example>")
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    letter.add_attachment(
        b"%PDF-1.7 catalogue", maintype="application", subtype="pdf", filename="设备清单.pdf"
    )
    with smtplib.SMTP("127.0.0.1", post.smtp) as client:
        client.send_message(letter)
    return letter


def test_mail_in_answer_out_and_the_reply_stays_in_the_thread(post):
    write(post, "融资租赁设备能否计入？")
    assert read_mailbox() == 1
    request = ServiceRequest.objects.get()
    assert (request.channel, request.title, request.contact_name) == (
        "mail",
        "设备补贴怎么申报",
        "陆鸣",
    )
    first = request.messages.earliest("pk")
    assert first.text == "融资租赁设备能否计入？"
    assert Attachment.objects.of(first).get().name == "设备清单.pdf"

    assert send_waiting() == 1
    received = post.delivered[0]
    assert received["To"] == "luming@hengshu.example" and received["Reply-To"] == DESK
    assert received["Subject"] == f"[{request.number}] 设备补贴怎么申报"
    assert received["In-Reply-To"] == first.message_id
    assert received["Auto-Submitted"] == "auto-replied"
    assert request.code in received.get_content() and request.number in received.get_content()

    officer = post.desk.people.officer
    move(request, "take_up", by=officer)
    perform(request, "answer", by=officer, answer="可以计入。")
    assert send_waiting() == 1
    answer = post.delivered[1]
    assert answer["References"].split() == [first.message_id, received["Message-ID"]]
    assert answer["Auto-Submitted"] is None, "a person wrote it"

    write(
        post,
        "还需要验收单吗？\n\n在 2026年11月20日，企业服务 <service@desk.example> 写道：\n> 可以计入",
        subject="回复: 完全改了主题",
        In_Reply_To=answer["Message-ID"],
        References=f"{answer['References']} {answer['Message-ID']}",
    )
    assert read_mailbox() == 1
    assert ServiceRequest.objects.count() == 1, "no new request"
    reply = request.messages.latest("pk")
    assert (reply.text, reply.is_from_enterprise) == ("还需要验收单吗？", True)
    assert "可以计入" in reply.quoted
    assert IncomingMail.objects.latest("pk").outcome == "reply"
    assert read_mailbox() == 0, "each mail is read once"


def test_the_number_in_the_subject_is_enough_for_who_asked_and_for_nobody_else(post):
    write(post, "第一封")
    read_mailbox()
    request = ServiceRequest.objects.get()
    write(post, "补充", subject=f"Re: [{request.number}] 设备补贴")
    write(post, "我来插话", subject=f"Re: [{request.number}]", sender="other@stranger.example")
    read_mailbox()
    assert list(
        request.messages.filter(is_from_enterprise=True).values_list("text", flat=True)
    ) == [
        "第一封",
        "补充",
    ]
    assert ServiceRequest.objects.count() == 2


def test_machines_are_not_answered(post):
    for headers in (
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example>"},
        {"sender": "MAILER-DAEMON@mx.example"},
    ):
        write(post, "我不在办公室", **headers)
    assert read_mailbox() == 4
    assert not ServiceRequest.objects.exists()
    assert set(IncomingMail.objects.values_list("outcome", flat=True)) == {"automatic"}
    assert send_waiting() == 0 and post.delivered == []


def test_the_same_again_and_too_much_are_set_aside(post):
    from crm.core.models import Parameter

    Parameter.objects.filter(code="desk_mails_an_hour").update(value=3)
    letter = write(post, "同一封")
    deliver(post.imap, letter.as_bytes())
    write(post, "同一封")
    write(post, "另一封", subject="二")
    write(post, "再一封", subject="三")
    write(post, "又一封", subject="四")
    assert read_mailbox() == 6
    outcomes = IncomingMail.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["new", "spam", "spam", "new", "new", "spam"]
    assert ServiceRequest.objects.count() == 3


def test_a_mail_that_is_too_large_is_not_opened_and_stays_in_the_mailbox(post, monkeypatch):
    from crm.desk.mailbox import fetch

    monkeypatch.setattr(fetch, "MOST_BYTES", 20_000)
    write(post, "x" * 30_000, subject="巨大")
    write(post, "后面的照常")
    assert read_mailbox() == 2
    rows = list(IncomingMail.objects.order_by("pk").values_list("outcome", flat=True))
    assert rows == ["too_large", "new"]
    with IMAPClient("127.0.0.1", post.imap, ssl=False) as box:
        box.login("desk", PASSWORD)
        box.select_folder("INBOX")
        assert len(box.search()) == 2


def test_a_server_that_does_not_take_the_letter_is_asked_again(post, settings):
    write(post, "请回复")
    read_mailbox()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    assert send_waiting() == 0
    assert ServiceMessage.objects.to_be_mailed().count() == 1
    settings.EMAIL_PORT = port
    assert send_waiting() == 1 and len(post.delivered) == 1


def test_a_mailbox_that_does_not_answer_is_tried_in_the_next_round(post, settings, caplog):
    settings.DESK_MAILBOX_URL = f"imap://desk:{PASSWORD}@127.0.0.1:{free_port()}/INBOX"
    assert read_mailbox() == 0
    assert "could not be read" in caplog.text


def test_while_the_scanner_is_away_a_mail_waits_with_its_file(post, settings, tmp_path):
    settings.CLAMD_URL = f"unix://{tmp_path}/nobody.sock"
    write(post, "附件请看")
    assert read_mailbox() == 0
    assert not ServiceRequest.objects.exists() and not IncomingMail.objects.exists()
    settings.CLAMD_URL = ""
    assert read_mailbox() == 1
    message = ServiceRequest.objects.get().messages.earliest("pk")
    assert Attachment.objects.of(message).get().name == "设备清单.pdf"


@pytest.mark.parametrize(
    "headers",
    [
        {"sender": f"{'a' * 64}@{'.'.join(['b' * 60] * 3)}.{'c' * 8}.example"},
        {"message_id": "<a\x00b@hengshu.example>"},
        {"In_Reply_To": "<a\x01b@hengshu.example>"},
    ],
)
def test_a_mail_that_no_program_writes_keeps_none_from_being_read(post, headers):
    facts = {"sender": "x@hengshu.example", "message_id": f"<{time.time_ns()}@x.example>"} | headers
    lines = [f"From: {facts.pop('sender')}", f"To: {DESK}", "Subject: x"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in facts.items()]
    raw = "\r\n".join([*lines, "", "补贴？", ""]).encode()
    deliver(post.imap, raw)
    write(post, "我们想申报设备补贴。")
    assert read_mailbox() == 2
    assert ServiceRequest.objects.filter(email="luming@hengshu.example").exists()


@pytest.mark.parametrize("fault", [DataError("value too long"), KeyError("nobody thought of it")])
def test_what_can_not_be_stored_is_set_aside_and_said(post, people, monkeypatch, fault):
    def refuses(*_arguments, **_facts):
        raise fault

    write(post, "我们想申报设备补贴。")
    with monkeypatch.context() as patch:
        patch.setattr(take_module, "receive", refuses)
        assert read_mailbox() == 1
    mail = IncomingMail.objects.latest("pk")
    assert (mail.outcome, bool(mail.problem)) == ("broken", True)
    write(post, "还有一个问题。", subject="又一封")
    assert read_mailbox() == 1
    assert IncomingMail.objects.latest("pk").outcome == "new"
