"""What a form of the public site carries instead of a cookie: the moment at which it was drawn,
signed. It gives away a page that was open too long, and a sender faster than any person.
"""

from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

SALT = "public form"
LONGEST, SHORTEST = timedelta(hours=24), timedelta(seconds=2)


def new_stamp() -> str:
    return signing.TimestampSigner(salt=SALT).sign(get_random_string(12))


def check_stamp(stamp: str):
    """Raises ValidationError with what to do; nothing that was typed is lost by it."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(stamp, max_age=LONGEST)
    except signing.SignatureExpired:
        raise ValidationError(
            _("This page was open for very long. Please look at what you typed and send it again.")
        ) from None
    except signing.BadSignature:
        raise ValidationError(_("Please send the form again.")) from None
    if _is_younger(signer, stamp):
        raise ValidationError(_("That was very fast. Please wait a moment and send it again."))


def _is_younger(signer, stamp: str) -> bool:
    try:
        signer.unsign(stamp, max_age=SHORTEST)
    except signing.SignatureExpired:
        return False
    return True
