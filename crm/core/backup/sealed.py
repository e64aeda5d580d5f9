"""Streams that are encrypted piece by piece, so that a backup of any size passes through memory:
AES-256-GCM under a key of the file's own, which is derived from the backup key. What was cut off,
changed or put into another order is refused.
"""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEAD = b"deshang backup 1\n"
SALT_BYTES, PIECE, TAG_BYTES = 32, 1024 * 1024, 16


class BadBackup(Exception):
    """It is not whole, or another key made it."""


def key_in(path: Path) -> bytes:
    """The 32 random bytes that the file holds in Base64. Raises BadBackup for another content."""
    try:
        key = base64.b64decode(path.read_text().strip(), validate=True)
    except (OSError, ValueError) as error:
        raise BadBackup(f"{path} holds no key: {error}") from None
    if len(key) != 32:
        raise BadBackup(f"{path} holds no key of 32 bytes")
    return key


def make_key(path: Path) -> None:
    """A new one, readable by its owner alone. Raises FileExistsError rather than lose one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(base64.b64encode(os.urandom(32)) + b"\n")


class Sealer:
    """Writes what it is given into ``target``; whole once it is closed."""

    def __init__(self, target: BinaryIO, key: bytes):
        salt = os.urandom(SALT_BYTES)
        self._target, self._cipher = target, _cipher(key, salt)
        self._waiting, self._number = bytearray(), 0
        target.write(HEAD + salt)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last one is kept for close()
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last), piece, None))
        self._number += 1


def opened(source: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The pieces in the clear, each only once it is proven. Raises BadBackup."""
    head = source.read(len(HEAD) + SALT_BYTES)
    if not head.startswith(HEAD) or len(head) < len(HEAD) + SALT_BYTES:
        raise BadBackup("this is no file of a backup")
    cipher, number = _cipher(key, head[len(HEAD) :]), 0
    piece = source.read(PIECE + TAG_BYTES)
    while True:
        following = source.read(PIECE + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, not following), piece, None)
        except InvalidTag:
            raise BadBackup("it was cut off or changed, or another key made it") from None
        if not following:
            return
        piece, number = following, number + 1


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"deshang backup").derive(key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
