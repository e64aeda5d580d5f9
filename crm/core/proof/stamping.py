"""Time stamps (RFC 3161): from the server that the settings name, and their verification. Import it
where it is used: loading pyHanko takes half a second.
"""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path

from asn1crypto import cms, pem, x509
from django.conf import settings
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

TIMEOUT = 10  # seconds


class NoStamp(Exception):
    """The server gave no time stamp; the message says why."""


class BadStamp(Exception):
    """A time stamp does not hold; the message says why."""


def time_stamper() -> RequestsHTTPTimeStamper | None:
    """pyHanko's client; None where no server is set."""
    if not settings.TIMESTAMP_URL:
        return None
    return RequestsHTTPTimeStamper(settings.TIMESTAMP_URL, timeout=TIMEOUT)


def stamped(content: bytes) -> bytes | None:
    """The server's token (DER) over ``content``; None where no server is set. Raises NoStamp."""
    stamper = time_stamper()
    if stamper is None:
        return None
    try:
        digest = hashlib.sha256(content).digest()
        return asyncio.run(stamper.async_timestamp(digest, "sha256")).dump()
    except (OSError, ValueError, TimestampRequestError, SigningError) as error:
        raise NoStamp(f"{settings.TIMESTAMP_URL}: {error}") from error


def time_of(token: bytes, content: bytes, trusted: list[x509.Certificate]) -> datetime:
    """When ``content`` was stamped, by a server whose certificate is trusted. Raises BadStamp."""
    try:
        signed = cms.ContentInfo.load(token)["content"]
        facts = asyncio.run(
            validate_tst_signed_data(
                signed,
                ValidationContext(
                    trust_roots=trusted, allow_fetching=False, moment=moment_of(signed)
                ),
                lambda name: hashlib.new(name, content).digest(),
            )
        )
    except (SignatureValidationError, SigningError, ValueError, TypeError, KeyError) as error:
        raise BadStamp(str(error)) from error
    status = TimestampSignatureStatus(**facts)
    if not (status.valid and status.intact):
        raise BadStamp("its signature or what it was made of differs")
    if not status.trusted:
        raise BadStamp("its certificate is not one of those that are trusted")
    return status.timestamp


def trusted_certificates(file: str | Path) -> list[x509.Certificate]:
    """The certificates of a PEM file; none where no file is named."""
    if not file:
        return []
    blocks = pem.unarmor(Path(file).read_bytes(), multiple=True)
    return [x509.Certificate.load(der) for _kind, _headers, der in blocks]


def moment_of(signed: cms.SignedData) -> datetime:
    """The stamp's own time, at which its certificate had to be valid."""
    return signed["encap_content_info"]["content"].parsed["gen_time"].native
