"""The bureau's seal: an electronic signature (PAdES) by a key that stays in its PKCS#12 file or
PKCS#11 token.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.errors import Refused

from ..models import SealCertificate
from .trial_seal import OWNER as TEST_OWNER
from .trial_seal import ensure_test_seal


class NoSeal(Refused):
    """There is no usable seal; nothing is issued."""


@dataclass(frozen=True)
class Seal:
    """``signer`` is pyHanko's; the key stays inside it."""

    signer: object

    @property
    def certificate(self):
        return self.signer.signing_cert

    @property
    def is_test(self) -> bool:
        """Whether it was made by ``make_test_seal``, wherever its file lies."""
        return TEST_OWNER in self.certificate.subject.human_friendly

    def stored(self) -> SealCertificate:
        """The certificate as the database keeps it for verification; never the key."""
        from .pades import pem_of

        facts = {
            "subject": self.certificate.subject.human_friendly[:300],
            "pem": pem_of(self.certificate),
            "is_test": self.is_test,
        }
        return SealCertificate.objects.get_or_create(
            fingerprint=self.certificate.sha256.hex(), defaults=facts
        )[0]


def seal_for(*, is_demo: bool) -> Seal:
    """The seal that a document gets: the demonstration's always the test seal. Raises NoSeal where
    none is set up or it is not valid today.
    """
    if is_demo:
        return _test_seal()
    if settings.SEAL_PKCS12:
        return _valid(_from_file(settings.SEAL_PKCS12, _passphrase()))
    if settings.SEAL_PKCS11_MODULE:
        return _valid(
            _from_token(
                settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN, settings.SEAL_PKCS11_LABEL
            )
        )
    if settings.SEAL_TEST_CERTIFICATE:
        return _test_seal()
    raise NoSeal(
        _(
            "No seal is set up, so nothing can be issued. The administrator names it by "
            "SEAL_PKCS12 or SEAL_PKCS11_MODULE (docs/operations.md)."
        )
    )


def put_seal(pdf: bytes, seal: Seal) -> bytes:
    """``pdf`` with the seal's signature over all of it. Raises Refused where a time stamp is asked
    for and the server gives none.
    """
    from crm.core.proof.stamping import NoStamp

    from .pades import sign

    try:
        return sign(pdf, seal.signer)
    except NoStamp:
        raise Refused(
            _(
                "The time stamp server gave no stamp, so the document is numbered and not sealed "
                "yet. Finish it later."
            )
        ) from None


def _test_seal() -> Seal:
    return _from_file(*ensure_test_seal())


def _valid(seal: Seal) -> Seal:
    validity = seal.certificate["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= datetime.now(UTC) <= validity["not_after"].native:
        raise NoSeal(
            _("The seal's certificate is not valid today; it holds until %(day)s.")
            % {"day": day_of(validity["not_after"].native)}
        )
    return seal


def _passphrase() -> str:
    if settings.SEAL_PASSPHRASE_FILE:
        return Path(settings.SEAL_PASSPHRASE_FILE).read_text().strip()
    return settings.SEAL_PASSPHRASE


def _from_file(path, passphrase: str) -> Seal:
    try:
        return _opened(str(path), Path(path).stat().st_mtime_ns, passphrase)
    except (OSError, ValueError):
        raise NoSeal(
            _("The seal's file cannot be opened. Check SEAL_PKCS12 and its passphrase.")
        ) from None


@lru_cache(maxsize=4)
def _opened(path: str, changed_at: int, passphrase: str) -> Seal:
    """The opened seal, cached because opening takes longer than sealing. ``changed_at`` is part of
    the cache's key, so that a changed file is opened again.
    """
    from .pades import signer_of_file

    return Seal(signer_of_file(Path(path).read_bytes(), passphrase))


@lru_cache(maxsize=1)
def _from_token(module: str, token: str, label: str) -> Seal:
    from .pades import signer_of_token

    try:
        return Seal(signer_of_token(module, token, label, _passphrase()))
    except ImportError:
        raise NoSeal(_("To seal by a token, install the package python-pkcs11.")) from None
