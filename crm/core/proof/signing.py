"""The key of the checkpoints: a file apart from the database, or a PKCS#11 token that it never
leaves. A public key is known by the first 16 signs of its SHA-256.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from crm.launch import keys


class NoKey(Exception):
    """The key of the checkpoints cannot be used; the message says what to do."""


class SigningKey(Protocol):
    """``public`` is its public half, as PEM."""

    public: bytes

    def sign(self, content: bytes) -> bytes: ...


@dataclass(frozen=True)
class KeyInFile:
    private: bytes

    @property
    def public(self) -> bytes:
        return keys.public_half(self.private)

    def sign(self, content: bytes) -> bytes:
        return load_pem_private_key(self.private, None).sign(content)


class KeyInToken:
    """An elliptic-curve key (P-256) of a PKCS#11 token; signs by ECDSA with SHA-256."""

    def __init__(self, module: str, token: str, label: str, pin: str):
        try:
            import pkcs11
            from pkcs11.util.ec import encode_ec_public_key, encode_ecdsa_signature
        except ImportError:
            raise NoKey("To sign by a token, install the package python-pkcs11.") from None
        self._encode, self._mechanism = encode_ecdsa_signature, pkcs11.Mechanism.ECDSA
        session = pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin)
        kind = pkcs11.ObjectClass
        self._key = session.get_key(object_class=kind.PRIVATE_KEY, label=label)
        public = session.get_key(object_class=kind.PUBLIC_KEY, label=label)
        self.public = _as_pem(encode_ec_public_key(public))

    def sign(self, content: bytes) -> bytes:
        digest = hashlib.sha256(content).digest()
        return self._encode(self._key.sign(digest, mechanism=self._mechanism))


def signing_key() -> SigningKey:
    """The key that the settings name. Raises NoKey."""
    if settings.CHECKPOINT_PKCS11_MODULE:
        return _of_token(
            settings.CHECKPOINT_PKCS11_MODULE,
            settings.CHECKPOINT_PKCS11_TOKEN,
            settings.CHECKPOINT_PKCS11_LABEL,
            _pin(),
        )
    try:
        return KeyInFile(keys.read_or_create_signing_key(key_file()))
    except OSError as error:
        raise NoKey(f"The key of the checkpoints cannot be read: {error}") from None


def key_file() -> Path:
    return Path(settings.CHECKPOINT_KEY)


def prepare_key() -> bytes:
    """Make the key that follows; it lies beside the one in use until a checkpoint has handed over
    to it. Returns its public half.
    """
    private = keys.new_signing_key()
    descriptor = os.open(_following(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(private)
    return keys.public_half(private)


def key_for(last: dict | None) -> SigningKey:
    """The key that has to sign after the checkpoint whose body is ``last``. Takes up the one that
    was prepared, where that checkpoint handed over to it. Raises NoKey for any other key.
    """
    key = signing_key()
    if last is None:
        return key
    due = key_id(last["next_key"].encode()) if last["next_key"] else last["key"]
    if key_id(key.public) == due:
        return key
    if not settings.CHECKPOINT_PKCS11_MODULE and _take_up(due):
        return signing_key()
    raise NoKey(
        f"The checkpoints are signed by the key {due}, and the settings name {key_id(key.public)}. "
        f"Put the right key back, or begin a new folder of checkpoints."
    )


def _take_up(due: str) -> bool:
    path = _following()
    if not path.exists():
        return False
    public = keys.public_half(path.read_bytes())
    if key_id(public) != due:
        return False
    path.replace(key_file())
    key_file().with_suffix(".pub").write_bytes(public)
    return True


def _following() -> Path:
    return key_file().with_suffix(".next")


def key_id(public: bytes) -> str:
    """Raises ValueError for what is no public key."""
    der = load_pem_public_key(public).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()[:16]


def is_signed(content: bytes, signature: bytes, public: bytes) -> bool:
    try:
        key = load_pem_public_key(public)
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, content)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(SHA256()))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def _pin() -> str:
    if settings.CHECKPOINT_PKCS11_PIN_FILE:
        return Path(settings.CHECKPOINT_PKCS11_PIN_FILE).read_text().strip()
    return settings.CHECKPOINT_PKCS11_PIN


@lru_cache(maxsize=2)
def _of_token(module: str, token: str, label: str, pin: str) -> KeyInToken:
    """Kept open: a module is opened once in a process."""
    return KeyInToken(module, token, label, pin)


def _as_pem(der: bytes) -> bytes:
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = load_der_public_key(der)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
