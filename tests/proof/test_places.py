"""The other places of the checkpoints, and a key that never leaves its token."""

import shutil
import subprocess
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core import mail

from crm.core.proof.chain import checkpoints_in, faults_of
from crm.core.proof.checkpoint import make_checkpoint
from crm.core.proof.places import copy_to_places
from crm.core.proof.signing import signing_key

pytestmark = pytest.mark.django_db
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"


@pytest.fixture
def folder(settings, tmp_path):
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    settings.CHECKPOINT_KEY = tmp_path / "key"
    return settings.CHECKPOINT_DIR


def test_another_folder_gets_what_it_lacks_and_keeps_what_it_has(folder, settings, tmp_path):
    place = tmp_path / "mounted elsewhere"
    settings.CHECKPOINT_COPIES = [f"file://{place}".replace(" ", "%20")]
    make_checkpoint()
    assert not place.exists()  # what is not mounted is not made on the disk below it
    assert "there is no such folder" in copy_to_places(folder)[0]
    place.mkdir()
    make_checkpoint()
    assert [checkpoint.number for checkpoint in checkpoints_in(place)] == [1, 2]
    assert list(faults_of(checkpoints_in(place), signing_key().public)) == []
    (folder / "000001.sig").write_bytes(b"forged")
    make_checkpoint()
    assert (place / "000001.sig").read_bytes() != b"forged"
    assert len(checkpoints_in(place)) == 3


def test_one_place_that_is_away_holds_up_no_other(folder, settings, tmp_path):
    settings.CHECKPOINT_COPIES = ["ftp://nowhere", f"file://{tmp_path}/here"]
    (tmp_path / "here").mkdir()
    make_checkpoint()
    assert len(checkpoints_in(tmp_path / "here")) == 1
    assert "begins with none of" in copy_to_places(folder)[0]


def test_each_checkpoint_goes_out_by_mail_once(folder, settings):
    settings.CHECKPOINT_COPIES = ["mailto:auditor@example.cn"]
    settings.EMAIL_IS_SET_UP = True
    made = make_checkpoint()
    make_checkpoint()
    assert [letter.to for letter in mail.outbox] == [["auditor@example.cn"]] * 2
    assert made.hash in mail.outbox[0].body
    attached = {name: content for name, content, _kind in mail.outbox[0].attachments}
    assert attached == {"000001.json": made.content, "000001.sig": made.signature}


@contextmanager
def object_store():
    """[(path, headers, bytes)] of what is put; another people's network on loopback."""
    put = []

    class Door(BaseHTTPRequestHandler):
        def do_PUT(self):  # noqa: N802
            if self.headers.get("Transfer-Encoding") == "chunked":
                content = self._chunks()
            else:
                content = self.rfile.read(int(self.headers["Content-Length"]))
            put.append((self.path, dict(self.headers), content))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _chunks(self) -> bytes:
            content = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                content += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return content

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", put
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_object_store_locks_what_is_put_there(folder, settings, monkeypatch):
    pytest.importorskip("boto3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "cn-north-1")
    with object_store() as (address, put):
        settings.CHECKPOINT_COPIES = [f"s3://audit/deshang?endpoint={address}&days=400"]
        made = make_checkpoint()
        paths = [path for path, _headers, _content in put]
        assert paths[-3:] == [
            "/audit/deshang/000001.leaves.gz",
            "/audit/deshang/000001.sig",
            "/audit/deshang/000001.json",
        ]
        headers = {name.lower(): value for name, value in put[-1][1].items()}
        assert headers["x-amz-object-lock-mode"] == "COMPLIANCE"
        assert headers["x-amz-object-lock-retain-until-date"] > made.at[:4]
        assert made.content in put[-1][2]
        before = len(put)
        assert copy_to_places(folder) == []
        assert len(put) == before


def softhsm(*arguments):
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, timeout=60)


def test_a_token_signs_with_a_key_that_never_leaves_it(folder, settings, tmp_path, monkeypatch):
    pkcs11 = pytest.importorskip("pkcs11")
    if not shutil.which("softhsm2-util"):
        pytest.skip("softhsm2 is not installed")
    (tmp_path / "tokens").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    softhsm("--init-token", "--free", "--label", "audit", "--pin", "1234", "--so-pin", "4321")
    token = pkcs11.lib(SOFTHSM).get_token(token_label="audit")
    curve = pkcs11.util.ec.encode_named_curve_parameters("secp256r1")
    with token.open(rw=True, user_pin="1234") as session:
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: curve}, local=True
        )
        parameters.generate_keypair(label="checkpoints", store=True)
    settings.CHECKPOINT_PKCS11_MODULE = SOFTHSM
    settings.CHECKPOINT_PKCS11_TOKEN = "audit"
    settings.CHECKPOINT_PKCS11_LABEL = "checkpoints"
    settings.CHECKPOINT_PKCS11_PIN = "1234"
    made = make_checkpoint()
    assert list(faults_of([made], signing_key().public)) == []
    assert not settings.CHECKPOINT_KEY.exists()
