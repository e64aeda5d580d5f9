"""When to come back, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR = 60, 3600


def after_words(seconds: int) -> str:
    """A sentence that says after how long it goes on."""
    if seconds < MINUTE:
        return _("Please wait a minute, then go on.")
    if seconds < HOUR:
        minutes = -(-seconds // MINUTE)
        return ngettext(
            "Please go on in %(count)d minute.", "Please go on in %(count)d minutes.", minutes
        ) % {"count": minutes}
    hours = -(-seconds // HOUR)
    return ngettext(
        "Please go on in %(count)d hour.", "Please go on in %(count)d hours.", hours
    ) % {"count": hours}
