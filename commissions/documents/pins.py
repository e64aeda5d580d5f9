"""Which certificates are the bureau's: said outside the database, so that nobody who can write
there makes another one good.

They are those of the seals that the settings name, those of SEAL_PINNED, and each that this machine
once sealed with: with the key in its hand it notes the fingerprint in ``var/seal_pins``.
"""

import hashlib
import os

from django.conf import settings

from .seal import NoSeal, seal_for
from .trial_seal import has_test_seal


def pinned() -> frozenset[str]:
    """Fingerprints (SHA-256 of the certificate, in hexadecimal)."""
    named = {each.replace(":", "").lower() for each in settings.SEAL_PINNED}
    return frozenset(named | _noted() | _set_up())


def pin(fingerprint: str) -> None:
    """Note a certificate whose key this process has just sealed with."""
    if fingerprint in _noted():
        return
    path = settings.SEAL_PINS
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{fingerprint}\n")


def fingerprint_of(pem_text: str) -> str:
    """Of the certificate itself, whatever the row beside it says; "" of what is none."""
    from asn1crypto import pem

    try:
        return hashlib.sha256(pem.unarmor(pem_text.encode())[2]).hexdigest()
    except ValueError:
        return ""


def _noted() -> set[str]:
    try:
        return set(settings.SEAL_PINS.read_text().split())
    except FileNotFoundError:
        return set()


def _set_up() -> set[str]:
    """The seal of the settings, and the one that the demonstration's documents bear."""
    found = set()
    for is_demo in (False, True) if has_test_seal() else (False,):
        try:
            found.add(seal_for(is_demo=is_demo).certificate.sha256.hex())
        except NoSeal:
            continue
    return found
