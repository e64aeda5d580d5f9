"""Which certificates are the bureau's. The list is kept outside the database, so that nobody who
can write there can add one.

It has the certificates of the seals that the settings name, those of SEAL_PINNED, and each that
this machine has sealed with: while it holds the key it notes the fingerprint in ``var/seal_pins``.
"""

import hashlib
import os

from django.conf import settings

from .seal import NoSeal, seal_for
from .trial_seal import has_test_seal


def pinned() -> frozenset[str]:
    """Fingerprints (SHA-256 of the certificate, in hexadecimal)."""
    settings_pins = {fingerprint.replace(":", "").lower() for fingerprint in settings.SEAL_PINNED}
    return frozenset(settings_pins | _noted() | _set_up())


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
    """The fingerprint of a certificate, worked out from its PEM; "" for a text that is none."""
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
    fingerprints = set()
    for is_demo in (False, True) if has_test_seal() else (False,):
        try:
            fingerprints.add(seal_for(is_demo=is_demo).certificate.sha256.hex())
        except NoSeal:
            continue
    return fingerprints
