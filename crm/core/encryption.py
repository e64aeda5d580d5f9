"""Text that is kept encrypted at rest: bank account numbers and identity numbers.

Each text says how and with which key it was encrypted, so that keys change without a standstill:
the new one is set, with the old one beside it (ACCOUNT_NUMBER_KEYS_BEFORE), ``manage.py
rotate_keys`` encrypts all anew, and the old one is taken away.
"""

import base64
import hashlib
import os
import re

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import models

AES, SM4 = "aes", "sm4"
MARKED = re.compile(r"(aes|sm4)1\.([0-9a-f]{8})\.(.+)", re.DOTALL)
NONCE_BYTES, TAG_BYTES = 16, 32
# Of what is typed into a field: neither the browser nor its draft (core/draft.js) keeps it.
NOT_KEPT = {"autocomplete": "off", "data-secret": ""}


class UnknownKey(ValueError):
    """No key is set that the text was encrypted with, or it was changed."""


def key_id(key: str) -> str:
    return hashlib.sha256(b"key id\0" + key.encode()).hexdigest()[:8]


def encrypted(text: str) -> str:
    """By the key and the cipher of the settings."""
    key, cipher = settings.ACCOUNT_NUMBER_KEY, settings.FIELD_CIPHER
    seal = _by_sm4 if cipher == SM4 else _by_aes
    return f"{cipher}1.{key_id(key)}.{seal(text.encode(), key)}"


def decrypted(stored: str) -> str:
    """Raises UnknownKey."""
    mark = MARKED.fullmatch(stored)
    for key in _keys():
        if mark and mark[2] != key_id(key):
            continue
        try:
            is_sm4 = mark and mark[1] == SM4
            body = mark[3] if mark else stored  # without a mark: from before keys had names
            return (_from_sm4 if is_sm4 else _from_aes)(body, key).decode()
        except (InvalidToken, InvalidSignature, ValueError):
            continue
    raise UnknownKey("ACCOUNT_NUMBER_KEY is not the one that this value was encrypted with")


def is_of_today(stored: str) -> bool:
    """Whether the key and the cipher of the settings made it."""
    mark = MARKED.fullmatch(stored)
    current = (settings.FIELD_CIPHER, key_id(settings.ACCOUNT_NUMBER_KEY))
    return bool(mark) and (mark[1], mark[2]) == current


def _keys() -> list[str]:
    return [settings.ACCOUNT_NUMBER_KEY, *settings.ACCOUNT_NUMBER_KEYS_BEFORE]


def _by_aes(text: bytes, key: str) -> str:
    return _fernet(key).encrypt(text).decode()


def _from_aes(body: str, key: str) -> bytes:
    return _fernet(key).decrypt(body.encode())


def _fernet(key: str) -> Fernet:
    """AES-128-CBC with HMAC-SHA256."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def _by_sm4(text: bytes, key: str) -> str:
    """SM4 in counter mode (GB/T 32907), then HMAC by SM3 (GB/T 32905) over nonce and text."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _counted(key, nonce, text)
    return base64.urlsafe_b64encode(sealed + _tag(key, sealed).finalize()).decode()


def _from_sm4(body: str, key: str) -> bytes:
    content = base64.urlsafe_b64decode(body)
    sealed, tag = content[:-TAG_BYTES], content[-TAG_BYTES:]
    _tag(key, sealed).verify(tag)
    return _counted(key, sealed[:NONCE_BYTES], sealed[NONCE_BYTES:])


def _counted(key: str, nonce: bytes, text: bytes) -> bytes:
    sm4_key = hashlib.sha256(b"sm4\0" + key.encode()).digest()[:16]
    worker = Cipher(algorithms.SM4(sm4_key), modes.CTR(nonce)).encryptor()
    return worker.update(text) + worker.finalize()


def _tag(key: str, sealed: bytes) -> hmac.HMAC:
    tag = hmac.HMAC(hashlib.sha256(b"mac\0" + key.encode()).digest(), hashes.SM3())
    tag.update(sealed)
    return tag


def masked(text: str, keep: int = 4) -> str:
    """All but the last ``keep`` characters hidden; nothing shown of a text too short to hide."""
    if len(text) <= keep:
        return "*" * len(text)
    return "*" * (len(text) - keep) + text[-keep:]


class EncryptedTextField(models.TextField):
    """A text encrypted in the database. It cannot be searched or filtered."""

    secret = True

    def formfield(self, **kwargs):
        field = super().formfield(**kwargs)
        field.widget.attrs |= NOT_KEPT
        return field

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypted(value) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypted(value) if value else value
