"""What in the audit log somebody should look at: many refusals, attempts to log in from one
address, log-ins at night, mass reading. The thresholds are rule numbers. An alarm is an entry of
the log, and who reads the log is told of it once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AuditEntry, Parameter, Reading, User
from ..notifications import notify
from ..writes import as_one
from .kinds import ALARM, AUDIT_KINDS, LOGIN, REFUSED
from .write import note

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Alarm:
    """``once`` identifies it; ``about`` is a condition of the list that shows its entries."""

    once: str
    sentence: str
    about: dict
    who: str


@as_one()
def watch(now: datetime | None = None) -> int:
    """Look at what came since the windows of the rules began; returns how many alarms are new."""
    now = now or timezone.now()
    known_keys = set(
        AuditEntry.objects.filter(kind=ALARM, at__gt=now - timedelta(days=2)).values_list(
            "path", flat=True
        )
    )
    new = [alarm for find in FINDERS for alarm in find(now) if alarm.once not in known_keys]
    for alarm in new:
        _raise(alarm)
    return len(new)


def _raise(alarm: Alarm):
    note(ALARM, record=alarm.who, said=alarm.sentence, path=alarm.once)
    readers = User.objects.filter(
        is_active=True, groups__permissions__codename="view_auditentry"
    ).distinct()
    link = f"{reverse('auditentry:index')}?{urlencode(alarm.about)}"
    notify(readers, "audit_alarm", link=link, once=alarm.once, text=alarm.sentence)


def refusals(now) -> Iterator[Alarm]:
    threshold, minutes = map(int, Parameter.several("audit_refusals", "audit_minutes"))
    rows = AuditEntry.objects.filter(
        kind=REFUSED, by__isnull=False, at__gt=now - timedelta(minutes=minutes)
    )
    for by, person, count in _of_each(rows, threshold, "by", "person"):
        yield Alarm(
            f"refusals {by} {now:%Y-%m-%d %H}",
            _("%(who)s was refused %(count)d times within %(minutes)d minutes.")
            % {"who": person, "count": count, "minutes": minutes},
            {"by": by, "kind": REFUSED},
            person,
        )


def attempts(now) -> Iterator[Alarm]:
    threshold, minutes = map(int, Parameter.several("audit_attempts", "audit_minutes"))
    rows = AuditEntry.objects.filter(
        kind=LOGIN, outcome="failed", at__gt=now - timedelta(minutes=minutes)
    ).exclude(address="")
    for address, count in _of_each(rows, threshold, "address"):
        yield Alarm(
            f"attempts {address} {now:%Y-%m-%d %H}",
            _("%(count)d log-ins failed from %(who)s within %(minutes)d minutes.")
            % {"who": address, "count": count, "minutes": minutes},
            {"q": address, "kind": LOGIN},
            address,
        )


def _of_each(rows, threshold: int, *fields: str) -> Iterator[tuple]:
    groups = rows.order_by().values_list(*fields).annotate(count=Count("pk"))
    return iter(groups.filter(count__gte=max(threshold, 1)))


def at_night(now) -> Iterator[Alarm]:
    """Of the house's own people; agencies work when they like."""
    begins, ends = map(int, Parameter.several("audit_night_from", "audit_night_to"))
    rows = AuditEntry.objects.filter(kind=LOGIN, outcome="done", at__gt=now - 2 * HOUR)
    for entry in rows.filter(by__is_staff=True).order_by("pk"):
        local = timezone.localtime(entry.at)
        if _is_between(local.hour, begins, ends):
            yield Alarm(
                f"night {entry.by_id} {local - timedelta(hours=ends):%Y-%m-%d}",
                _("%(who)s logged in at %(time)s.")
                % {"who": entry.person, "time": local.strftime("%H:%M")},
                {"by": entry.by_id, "kind": LOGIN},
                entry.person,
            )


def _is_between(hour: int, begins: int, ends: int) -> bool:
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def mass_reading(now) -> Iterator[Alarm]:
    most_rows, most_pages = map(int, Parameter.several("audit_rows", "audit_pages"))
    kinds = [kind.code for kind in AUDIT_KINDS.values() if kind.is_reading]
    rows = AuditEntry.objects.filter(kind__in=kinds, by__isnull=False, at__gt=now - HOUR)
    readers = rows.order_by().values_list("by", "person").annotate(rows=Sum("count"))
    for by, person, count in readers.filter(rows__gte=most_rows):
        yield _read_much(
            now, by, person, _("%(who)s took %(count)d rows out within an hour."), count
        )
    for reading in Reading.objects.filter(hour__gt=now - 2 * HOUR, pages__gte=most_pages):
        person = User.objects.filter(pk=reading.by_id).first()
        sentence = _("%(who)s opened %(count)d record pages within an hour.")
        yield _read_much(now, reading.by_id, str(person), sentence, reading.pages)


def _read_much(now, by, person, sentence, count) -> Alarm:
    return Alarm(
        f"reading {by} {now:%Y-%m-%d %H}",
        sentence % {"who": person, "count": count},
        {"by": by},
        person,
    )


FINDERS = (refusals, attempts, at_night, mass_reading)
