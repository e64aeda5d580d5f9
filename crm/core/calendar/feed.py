"""A person's dates for their own calendar program, read by a
secret address that can be taken back.
"""

import hashlib
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from ..models import CalendarFeed
from .ics import calendar

_SOURCES: list[Callable] = []


def add_dates(events_of: Callable):
    """Register an app's source of dates: ``events_of(user)`` returns the person's events."""
    _SOURCES.append(events_of)


def make_feed(user) -> str:
    """Make and return a new secret for the person, and void the former one. Only its digest is
    stored.
    """
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"digest": digest(secret), "read_at": None}
    )
    return secret


def end_feed(user):
    CalendarFeed.objects.filter(user=user).delete()


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@require_safe
def feed(request, secret):
    """The calendar with what the person may see now; 404 for a void secret, or one of someone who
    has left.
    """
    calendar_feed = (
        CalendarFeed.objects.select_related("user")
        .filter(digest=digest(secret), user__is_active=True)
        .first()
    )
    if calendar_feed is None:
        raise Http404
    CalendarFeed.objects.filter(pk=calendar_feed.pk).update(read_at=timezone.now())
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "deshang"
    with override(settings.LANGUAGE_CODE):
        events = [event for find in _SOURCES for event in find(calendar_feed.user)]
        text = calendar(_("Deshang"), events, host=host, now=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="deshang.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
