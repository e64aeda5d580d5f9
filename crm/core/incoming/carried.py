"""A checked file on its way through the confirmation.

It travels signed, so that nothing lies about between the two steps.
"""

import base64
import zlib

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from .bad_file import BadFile

AN_HOUR = 3600
OTHER_FIELDS = 100_000  # bytes of the confirming form besides the file


class Expired(ValueError):
    """The preview is too old, or was not made here."""


def carried(content: bytes, facts: list, *, salt: str) -> str:
    """``content`` and ``facts`` (plain values) as one signed text. Raises BadFile if too large."""
    packed = base64.b64encode(zlib.compress(content)).decode()
    sealed = signing.dumps([facts, packed], salt=salt)
    if len(sealed) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE - OTHER_FIELDS:
        raise BadFile(_("The file is too large to be previewed as a whole. Split it."))
    return sealed


def arrived(sealed: str, *, salt: str) -> tuple[bytes, list]:
    """(content, facts) of what ``carried`` made less than an hour ago. Raises Expired."""
    try:
        facts, packed = signing.loads(sealed, salt=salt, max_age=AN_HOUR)
    except signing.BadSignature:
        raise Expired(_("The preview is older than an hour. Choose the file again.")) from None
    return zlib.decompress(base64.b64decode(packed)), facts
