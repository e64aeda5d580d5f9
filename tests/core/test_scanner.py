"""What comes in is shown to a real clamd; while it does not answer, nothing comes in."""

import io
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.core.incoming import scanner
from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.check import check
from crm.core.incoming.purposes import ATTACHMENT, COPY
from crm.core.models import Attachment
from crm.desk.models import ServiceKind, ServiceRequest
from crm.settings.scanning import address
from tests import clamd

VIRUS = "文件中发现病毒，未予接收。"
AWAY = "病毒扫描程序暂无响应，目前不接收文件。"
NOWHERE = "unix:///nonexistent/clamd.sock"


@pytest.fixture(scope="module")
def listening():
    clamd.needs_clamd()
    with (
        tempfile.TemporaryDirectory(prefix="clamd") as folder,
        clamd.running(Path(folder)) as addresses,
    ):
        yield addresses


@pytest.fixture(params=[0, 1], ids=["unix", "tcp"])
def scanned(listening, request, settings):
    settings.CLAMD_URL = listening[request.param]


def upload(content: bytes, name="说明.txt"):
    return SimpleUploadedFile(name, content)


def said(file, purpose=ATTACHMENT) -> str:
    try:
        check(file, purpose)
    except BadFile as bad:
        return str(bad)
    return ""


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("inside.txt", content)
    return packed.getvalue()


def test_a_virus_is_refused_and_what_is_clean_is_taken(scanned):
    assert said(upload("设备清单".encode())) == ""
    assert said(upload(clamd.EICAR)) == VIRUS
    assert said(upload(zipped(clamd.EICAR), "清单.zip")) == VIRUS
    assert said(upload(zipped("设备清单".encode()), "清单.zip")) == ""


def test_a_file_of_many_pieces_arrives_whole(scanned):
    long = b"x" * (scanner.PIECE * 3 + 17)
    assert said(upload(long)) == ""
    assert said(upload(long + b"\n" + clamd.EICAR)) == VIRUS


def test_what_the_scanner_does_not_take_is_not_taken(scanned):
    large = b"y" * (clamd.STREAM_MEGABYTES + 1) * 1024 * 1024
    assert said(upload(large)) == "文件超过病毒扫描程序可检查的大小。"


def test_the_file_is_left_at_its_beginning_and_shown_once(scanned, settings):
    file = upload(b"clean")
    check(file, ATTACHMENT)
    assert file.read() == b"clean"
    settings.CLAMD_URL = NOWHERE
    assert said(file) == ""


@pytest.mark.parametrize("nowhere", [NOWHERE, "tcp://127.0.0.1:1"])
def test_while_the_scanner_is_away_nothing_is_taken(settings, nowhere):
    settings.CLAMD_URL = nowhere
    assert said(upload(b"clean")).startswith(AWAY)


def test_whoever_watches_the_house_reads_whether_the_scanner_answers(client, db, scanned, settings):
    assert client.get("/healthz").json()["scanner"] == "ok"
    settings.CLAMD_URL = NOWHERE
    told = client.get("/healthz").json()
    assert told["scanner"] == "does not answer; no file is taken in"
    assert told["status"] != "ok"
    settings.CLAMD_URL = ""
    assert "scanner" not in client.get("/healthz").json()


@contextmanager
def listener(answer: bytes | None):
    """The port of somebody who reads all and says ``answer``; nothing, where it is None."""
    server, served = socket.create_server(("127.0.0.1", 0)), []

    def serve():
        channel, _peer = server.accept()
        served.append(channel)
        channel.settimeout(5)
        while not channel.recv(65536).endswith(b"\0\0\0\0"):
            continue
        if answer is not None:
            channel.sendall(answer)
            channel.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()[1]
    thread.join(timeout=5)
    for each in [server, *served]:
        each.close()


@pytest.mark.parametrize(
    "answer", [b"", b"stream: OK but", b"INSTREAM: Can't allocate memory ERROR\0", b"\0" * 9]
)
def test_whatever_else_it_says_is_no_yes(settings, answer):
    with listener(answer) as port:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{port}"
        assert said(upload(b"clean")).startswith(AWAY)


def test_one_that_never_answers_is_not_waited_for_long(settings, monkeypatch):
    monkeypatch.setattr(scanner, "ANSWER_SECONDS", 0.5)
    with listener(None) as port:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{port}"
        assert said(upload(b"clean")).startswith(AWAY)


def test_what_is_not_kept_is_not_shown(settings):
    settings.CLAMD_URL = NOWHERE
    assert said(upload(b"%PDF-1.7 copy", "copy.pdf"), COPY) == ""


def test_what_was_typed_stays_in_the_form_and_goes_without_the_file(client, people, settings):
    settings.CLAMD_URL = NOWHERE
    kind = ServiceKind.objects.offered_to_public().first()
    told = {"kind": kind.pk, "phone": "0736-7000000", "content": "厂房漏水，附照片"}
    page = client.post(reverse("service:ask"), {**told, "file": upload(b"clean")})
    assert page.status_code == 422
    assert AWAY in page.content.decode()
    assert "厂房漏水，附照片" in page.content.decode()
    assert not ServiceRequest.objects.exists()
    assert client.post(reverse("service:ask"), told).status_code == 302
    assert ServiceRequest.objects.count() == 1
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("good", ["", "unix:///run/clamav/clamd.ctl", "tcp://10.0.0.5:3310"])
def test_addresses_that_are_taken(good):
    assert address(good) == good


@pytest.mark.parametrize(
    "bad",
    ["clamd", "/run/clamd.ctl", "unix://clamd.ctl", "tcp://10.0.0.5", "tcp://h:no", "http://h:1"],
)
def test_a_bad_address_is_refused_at_start(bad):
    with pytest.raises(ImproperlyConfigured, match="CLAMD_URL"):
        address(bad)


def test_the_setting_is_read_at_start(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", "import crm.settings"],
        env={"PATH": "/usr/bin:/bin", "CLAMD_URL": "nonsense", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "CLAMD_URL is 'nonsense'" in run.stderr
