"""The seal: which one a document gets, and that its key is nowhere but in its file."""

import sys
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.management import CommandError, call_command
from django.urls import reverse

from commissions.documents.issue import TEST, issue, mark_of
from commissions.documents.seal import NoSeal, seal_for
from commissions.documents.verify import verify
from commissions.models import IssuedDocument, SealCertificate
from tests.database_accounts import tampering

K = IssuedDocument.Kind
PASSPHRASE = "a secret passphrase"


def own_seal(path, *, days) -> str:
    """A PKCS#12 file with PASSPHRASE and an RSA key, whose certificate holds for so many days from
    now.
    """
    key = rsa.generate_private_key(65537, 2048)
    name, now = (
        x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "示范市商务局")]),
        datetime.now(UTC),
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
    )
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    builder = builder.not_valid_before(now - timedelta(days=30)).not_valid_after(
        now + timedelta(days=days)
    )
    certificate = builder.add_extension(
        x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
    ).sign(key, hashes.SHA256())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal",
            key,
            certificate,
            None,
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )
    )
    return str(path)


def test_without_a_seal_nothing_is_issued_and_the_message_says_what_to_do(
    people, confirmed_statement, settings
):
    settings.SEAL_TEST_CERTIFICATE = False
    with pytest.raises(NoSeal, match="SEAL_PKCS12"):
        issue(K.STATEMENT, confirmed_statement, by=people.finance)
    assert not IssuedDocument.objects.exists()


def test_the_bureaus_own_seal_is_used_and_its_key_is_stored_nowhere(
    people, confirmed_statement, settings, tmp_path, caplog
):
    settings.SEAL_PKCS12, settings.SEAL_PASSPHRASE = (
        own_seal(tmp_path / "seal.p12", days=1),
        "wrong",
    )
    with pytest.raises(NoSeal):
        issue(K.STATEMENT, confirmed_statement, by=people.finance)
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    settings.SEAL_PASSPHRASE_FILE = str(tmp_path / "passphrase")
    document = issue(K.STATEMENT, confirmed_statement, by=people.finance)
    assert (document.seal.is_test, verify(document).problems) == (False, [])
    assert (mark_of(document, seal_for(is_demo=False)), TEST) == ("", "测试印章 无效")
    assert "PRIVATE" not in str(list(SealCertificate.objects.values()))
    assert PASSPHRASE not in caplog.text + str(list(SealCertificate.objects.values()))


def test_an_rsa_seal_of_the_bureau_is_genuine_to_the_public(
    client, people, confirmed_statement, settings, tmp_path
):
    settings.SEAL_PKCS12, settings.SEAL_PASSPHRASE = (
        own_seal(tmp_path / "rsa.p12", days=1),
        PASSPHRASE,
    )
    document = issue(K.STATEMENT, confirmed_statement, by=people.finance)
    page = client.get(reverse("verify", args=[document.token])).text
    assert 'data-result="genuine"' in page and "示范市商务局" in page
    assert verify(document).problems == []


def test_a_test_certificate_is_made_by_a_command(settings, tmp_path, capsys):
    file, passphrase = tmp_path / "own" / "seal.p12", tmp_path / "passphrase"
    passphrase.write_text("a long passphrase\n")
    call_command("make_test_seal", str(file), f"--passphrase-file={passphrase}")
    settings.SEAL_PKCS12, settings.SEAL_PASSPHRASE = str(file), "a long passphrase"
    assert seal_for(is_demo=False).is_test, "also where it is named as the bureau's"
    assert file.stat().st_mode & 0o077 == 0
    for arguments in (
        [str(file), f"--passphrase-file={passphrase}"],
        [str(tmp_path / "other.p12")],
    ):
        with pytest.raises(CommandError):
            call_command("make_test_seal", *arguments)


def test_an_expired_seal_seals_nothing(people, confirmed_statement, settings, tmp_path):
    settings.SEAL_PKCS12, settings.SEAL_PASSPHRASE = (
        own_seal(tmp_path / "old.p12", days=-1),
        PASSPHRASE,
    )
    with pytest.raises(NoSeal):
        issue(K.STATEMENT, confirmed_statement, by=people.finance)
    assert not IssuedDocument.objects.exists()


def test_a_token_needs_its_package(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    settings.SEAL_PKCS11_MODULE = "/usr/lib/token.so"
    with pytest.raises(NoSeal, match="python-pkcs11"):
        seal_for(is_demo=False)


def test_a_document_from_before_the_seal_says_so(client, people, confirmed_statement):
    issued = issue(K.STATEMENT, confirmed_statement, by=people.finance)
    with tampering(IssuedDocument):
        IssuedDocument.objects.filter(pk=issued.pk).update(seal=None)
    assert 'data-result="unsealed"' in client.get(reverse("verify", args=[issued.token])).text


def test_a_document_of_the_demonstration_never_bears_the_real_seal(settings, tmp_path):
    settings.SEAL_PKCS12, settings.SEAL_PASSPHRASE = (
        own_seal(tmp_path / "seal.p12", days=1),
        PASSPHRASE,
    )
    assert (seal_for(is_demo=True).is_test, seal_for(is_demo=False).is_test) == (True, False)
