"""That a change of one byte is found, and what the public page says of a document."""

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.documents.issue import data_of, unsealed
from commissions.documents.pades import pem_of, sign, signer_of_file
from commissions.documents.pins import pinned
from commissions.documents.trial_seal import make_test_seal
from commissions.documents.verify import verify
from commissions.models import IssuedDocument
from tests.commissions.documents.reading import content_of, text_of
from tests.database_accounts import tampering


def test_one_changed_byte_is_found_everywhere(client, issued):
    path = issued.file.path
    sound = content_of(issued)
    address = reverse("verify", args=[issued.token])
    assert 'data-result="test"' in client.get(address).text
    call_command("verify_documents", verbosity=0)
    for place in (
        10,
        len(sound) // 3,
        len(sound) // 2,
        sound.rindex(b"/ByteRange") - 200,
        len(sound) - 3,
    ):
        changed = bytearray(sound)
        changed[place] ^= 1
        with open(path, "wb") as file:
            file.write(changed)
        assert 'data-result="unsound"' in client.get(address).text, place
        with pytest.raises(CommandError, match=issued.number):
            call_command("verify_documents", verbosity=0)
    with open(path, "wb") as file:
        file.write(sound)
    call_command("verify_documents", verbosity=0)


def test_a_forged_hash_in_the_register_does_not_help(issued):
    """Who changes file and hash alike still lacks the key."""
    forged = bytearray(content_of(issued))
    forged[len(forged) // 2] ^= 1
    with open(issued.file.path, "wb") as file:
        file.write(forged)
    with tampering(IssuedDocument):
        found = IssuedDocument.objects.filter(pk=issued.pk)
        found.update(sha256=hashlib.sha256(forged).hexdigest())
    issued.refresh_from_db()
    found = verify(issued)
    assert (found.hash_agrees, found.signature_is_sound) == (True, False)


def test_another_certificate_is_not_the_bureaus_whatever_the_register_says(issued, tmp_path):
    """Facts, file, hash and certificate forged together, the last under the bureau's own
    fingerprint: the certificates that are good are not said by the database.
    """
    make_test_seal(tmp_path / "forged.p12", "secret")
    forger = signer_of_file((tmp_path / "forged.p12").read_bytes(), "secret")
    issued.facts = {**issued.facts, "total": "1.00"}
    content = sign(unsealed(issued, mark="测试印章 无效"), forger)
    with open(issued.file.path, "wb") as file:
        file.write(content)
    issued.sha256 = hashlib.sha256(content).hexdigest()
    issued.seal.pem = pem_of(forger.signing_cert)
    with tampering(IssuedDocument):
        issued.seal.save()
        issued.save()
    found = verify(IssuedDocument.objects.get(pk=issued.pk))
    assert (found.hash_agrees, found.signature_is_sound) == (True, False)
    assert found.problems == ["用印的证书不是本单位的证书。"]


def test_an_older_seal_is_good_where_its_fingerprint_is_named(issued, settings, tmp_path):
    settings.SEAL_PINS = tmp_path / "none"
    settings.SEAL_TEST_CERTIFICATE = False
    fingerprint = issued.seal.fingerprint
    colons = ":".join(fingerprint[place : place + 2] for place in range(0, 64, 2)).upper()
    settings.SEAL_PINNED = [colons]
    assert fingerprint in pinned()
    assert verify(issued).is_sound


def test_facts_changed_in_the_register_are_found(issued):
    with tampering(IssuedDocument):
        found = IssuedDocument.objects.filter(pk=issued.pk)
        found.update(facts={**issued.facts, "total": "1.00"})
    issued.refresh_from_db()
    assert verify(issued).problems == [_("The data in the register are not those of the file.")]


def test_the_public_page_shows_nothing_of_the_content_and_cannot_be_guessed(client, people, issued):
    page = client.get(reverse("verify", args=[issued.token]))
    assert issued.number in page.text and issued.sha256 in page.text
    for secret in ("460,000.00", "460000", issued.agent.name, "动力电池", str(people.finance)):
        assert secret not in page.text
    assert len(issued.token) == 32
    for guess in (
        str(issued.pk),
        "1",
        issued.token[:-1] + ("a" if issued.token[-1] != "a" else "b"),
        "A" * 32,
    ):
        assert client.get(reverse("verify", args=[guess])).status_code == 404


def test_a_copy_is_compared_on_the_public_page(client, issued):
    content, address = content_of(issued), reverse("verify", args=[issued.token])

    def shown(copy):
        upload = SimpleUploadedFile("copy.pdf", copy)
        return client.post(address, {"file": upload}).text

    assert 'data-copy="same"' in shown(content)
    assert 'data-copy="other"' in shown(content[:-1] + b"x")
    assert client.post(address, {}).status_code == 200


def test_the_qr_code_leads_to_the_public_page(issued):
    assert f"/verify/{issued.token}/" in text_of(issued)
    assert json.loads(data_of(issued))["verify"].endswith(f"/verify/{issued.token}/")
