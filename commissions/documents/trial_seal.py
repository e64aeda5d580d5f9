"""A seal for trying out: a self-signed certificate that says so, made once under var/."""

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings

from crm.launch import keys

OWNER = "德商测试印章（无效）"


YEARS = 10


def has_test_seal() -> bool:
    return _path().exists()


def ensure_test_seal() -> tuple[Path, str]:
    """(file, passphrase) of this machine's test seal; made on first need. Many processes at once
    get the same one.
    """
    path = _path()
    passphrase = keys.read_or_create(settings.VAR_DIR / "test_seal_passphrase")
    if not path.exists():
        make_test_seal(path, passphrase)
    return path, passphrase


def _path() -> Path:
    return settings.VAR_DIR / "test_seal.p12"


def make_test_seal(path: Path, passphrase: str):
    """Write a new PKCS#12 file, readable by its owner alone, unless there is one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_pkcs12(passphrase))
        os.link(temporary, path)
    except FileExistsError:
        pass  # another process was first
    finally:
        os.unlink(temporary)


def _pkcs12(passphrase: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, OWNER)])
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
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # the demonstration's documents are dated in past years
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.now(UTC) + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        OWNER.encode(),
        key,
        certificate,
        None,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
