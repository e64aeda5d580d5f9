"""Days and moments as lists say them: near ones in words, far ones as dates."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core.days import day_of

HOUR, DAY = 3600, 86400
NEAR_DAYS = 7


def short_day(day: date) -> str:
    """11-28 of this year, 2025-11-28 of another."""
    is_plain = day.year == day_of(timezone.now()).year
    return day.strftime("%m-%d") if is_plain else day.isoformat()


def day_in_words(day: date) -> str:
    """Today, tomorrow and yesterday by name."""
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return near.get((day - day_of(timezone.now())).days) or short_day(day)


def age_in_words(moment: datetime, *, is_this_year: bool) -> str:
    """How long ago something was, in whole minutes, hours or days; before that its day, without
    the year where what stands beside it is all of this one.
    """
    now = timezone.now()
    days = (day_of(now) - day_of(moment)).days
    seconds = (now - moment).total_seconds()
    if days >= NEAR_DAYS or seconds < 0:
        day = day_of(moment)
        return short_day(day) if is_this_year else day.isoformat()
    if days > 1:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if days == 1:
        return _("yesterday")
    if seconds >= HOUR:
        hours = int(seconds // HOUR)
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    minutes = int(seconds // 60)
    if minutes:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {
            "count": minutes
        }
    return _("just now")
