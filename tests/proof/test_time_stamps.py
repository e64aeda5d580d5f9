"""Time stamps by a real server: of checkpoints and of documents."""

import subprocess

import pytest

from commissions.documents.issue import finish, issue
from commissions.documents.pades import is_signed_by, stamped_at
from commissions.documents.verify import verify
from commissions.models import IssuedDocument
from crm.core.errors import Refused
from crm.core.proof.chain import checkpoints_in
from crm.core.proof.checkpoint import make_checkpoint
from crm.core.proof.stamping import BadStamp, time_of, trusted_certificates
from tests.commissions.conftest import *  # noqa: F403
from tests.commissions.documents.reading import content_of
from tests.proof.stamp_server import make_authority, stamp_server

pytestmark = pytest.mark.django_db
STATEMENT = IssuedDocument.Kind.STATEMENT


@pytest.fixture
def server(settings, tmp_path):
    folder = tmp_path / "authority"
    folder.mkdir()
    with stamp_server(folder) as made:
        settings.TIMESTAMP_URL = made.url
        settings.TIMESTAMP_CERTIFICATES = made.certificates
        settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
        settings.CHECKPOINT_KEY = tmp_path / "key"
        yield made


def test_a_checkpoint_is_stamped_and_one_that_was_not_is_with_the_next(server):
    server.is_up = False
    first = make_checkpoint()
    assert not first.file("tsr").exists()
    server.is_up = True
    second = make_checkpoint()
    trusted = trusted_certificates(server.certificates)
    for each in (first, second):
        content = each.content + each.signature
        moment = time_of(each.file("tsr").read_bytes(), content, trusted)
        assert each.at[:10] == moment.isoformat()[:10]


def test_openssl_says_the_same(server, tmp_path):
    made = make_checkpoint()
    (tmp_path / "stamped").write_bytes(made.content + made.signature)
    said = subprocess.run(
        ["openssl", "ts", "-verify", "-token_in", "-in", made.file("tsr"), "-data"]
        + [tmp_path / "stamped", "-CAfile", server.certificates],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Verification: OK" in said.stdout + said.stderr


def test_a_stamp_of_something_else_or_of_somebody_else_does_not_hold(server, tmp_path):
    made = make_checkpoint()
    token, content = made.file("tsr").read_bytes(), made.content + made.signature
    with pytest.raises(BadStamp):
        time_of(token, content + b"x", trusted_certificates(server.certificates))
    other = tmp_path / "other"
    other.mkdir()
    make_authority(other)
    with pytest.raises(BadStamp):
        time_of(token, content, trusted_certificates(other / "ca.pem"))
    with pytest.raises(BadStamp):
        time_of(b"no token", content, trusted_certificates(server.certificates))


def test_the_verification_holds_the_stamps_against_their_certificates(server, tmp_path):
    from crm.core.proof.verification.run import _stamps

    first, second = make_checkpoint(), make_checkpoint()
    chain, trusted = checkpoints_in(first.folder), trusted_certificates(server.certificates)
    assert list(_stamps(chain, trusted)) == []
    second.file("tsr").write_bytes(first.file("tsr").read_bytes())
    (found,) = _stamps(chain, trusted)
    assert str(found).startswith("checkpoints 2: its time stamp does not hold")


def test_a_document_is_stamped_and_verified_by_the_stamp(
    server, people, confirmed_statement, tmp_path
):
    issued = issue(STATEMENT, confirmed_statement, by=people.finance)
    content = content_of(issued)
    assert stamped_at(content).date() == issued.issued_at.date()
    assert verify(issued).is_sound
    other = tmp_path / "other"
    other.mkdir()
    make_authority(other)
    facts = content, issued.seal.pem, issued.issued_at
    assert is_signed_by(*facts)
    assert is_signed_by(*facts, trusted_certificates(server.certificates))
    assert not is_signed_by(*facts, trusted_certificates(other / "ca.pem"))


def test_without_its_stamp_a_document_waits_numbered(server, people, confirmed_statement):
    server.is_up = False
    with pytest.raises(Refused, match="时间戳"):
        issue(STATEMENT, confirmed_statement, by=people.finance)
    document = IssuedDocument.objects.get(kind=STATEMENT)
    assert document.state == "preparing"
    server.is_up = True
    finish(document, by=people.finance)
    assert stamped_at(content_of(document)) is not None
