"""Files of a backup: read whole, or refused."""

import io
import os

import pytest

from crm.core.backup.sealed import (
    HEAD,
    PIECE,
    SALT_BYTES,
    TAG_BYTES,
    BadBackup,
    Sealer,
    key_in,
    make_key,
    opened,
)

KEY = bytes(range(32))
START = len(HEAD) + SALT_BYTES


def seal(text: bytes, step: int = 300_000) -> bytes:
    target = io.BytesIO()
    sealer = Sealer(target, KEY)
    for at in range(0, len(text), step):
        sealer.write(text[at : at + step])
    sealer.close()
    return target.getvalue()


def read(sealed: bytes, key: bytes = KEY) -> bytes:
    return b"".join(opened(io.BytesIO(sealed), key))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 5 * PIECE + 7])
def test_what_was_sealed_is_read(size):
    text = os.urandom(size)
    sealed = seal(text)
    assert read(sealed) == text
    pieces = max(1, -(-size // PIECE))
    assert len(sealed) == START + size + TAG_BYTES * pieces


def test_neither_cut_changed_swapped_nor_of_another_key():
    text = os.urandom(3 * PIECE + 5)
    sealed, whole = seal(text), PIECE + TAG_BYTES
    first, second = sealed[START : START + whole], sealed[START + whole : START + 2 * whole]
    faults = {
        "cut within": sealed[:-1],
        "cut after a piece": sealed[: START + 2 * whole],
        "only its head": sealed[:START],
        "changed": sealed[:START] + bytes([sealed[START] ^ 1]) + sealed[START + 1 :],
        "swapped": sealed[:START] + second + first + sealed[START + 2 * whole :],
        "longer": sealed + b"x",
        "another file": b"x" * 500,
    }
    for name, fault in faults.items():
        with pytest.raises(BadBackup):
            read(fault)
            pytest.fail(name)
    with pytest.raises(BadBackup):
        read(sealed, bytes(32))


def test_a_key_is_made_once_and_read_by_nobody_else(tmp_path):
    path = tmp_path / "keys" / "backup"
    make_key(path)
    assert len(key_in(path)) == 32 and path.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        make_key(path)
    path.write_text("short")
    with pytest.raises(BadBackup):
        key_in(path)
