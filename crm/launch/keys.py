"""Secret keys for a machine that was given none: made once, readable by their owner alone. Does not
import Django.
"""

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path


def read_or_create(path: Path) -> str:
    """The key kept in ``path``; a new random one where there is none. Many processes at once get
    the same one.
    """
    return _kept(path, lambda: secrets.token_urlsafe(48).encode()).decode().strip()


def read_or_create_signing_key(path: Path) -> bytes:
    """The private key (Ed25519, PEM) kept in ``path``, with the conditions of ``read_or_create``.
    Its public half lies beside it, for everybody.
    """
    key = _kept(path, new_signing_key)
    public = path.with_suffix(".pub")
    if not public.exists():
        public.write_bytes(public_half(key))
    return key


def new_signing_key() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_half(private: bytes) -> bytes:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    key = load_pem_private_key(private, None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            os.unlink(temporary)
    return path.read_bytes()
