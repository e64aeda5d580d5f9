"""What waits for one person, in the order in which it is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerChoices, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.joins import read_with

from ..models import Waiting
from . import words
from .sources import SOURCES

SHOWN, A_PAGE = 30, 50
WEEK = timedelta(days=7)


class Urgency(IntegerChoices):
    OVERDUE = 1, _("Overdue")
    TODAY = 2, pgettext_lazy("work queue", "Today")
    WEEK = 3, _("In seven days")
    LATER = 4, pgettext_lazy("work queue", "Later")


@dataclass(frozen=True)
class Shown:
    """A row as a person reads it; ``about`` is the record that it is called after."""

    row: Waiting
    record: object
    about: object
    label: str
    title: str
    number: str
    reason: str
    link: str
    days_late: int

    @property
    def currency(self) -> str:
        return self.row.facts.get("currency", "CNY")

    @property
    def kind(self) -> str:
        return self.record._meta.verbose_name


def by_urgency(user, today: date | None = None):
    """The rows of a person that are to be seen today, each with its ``urgency``.

    What has no day but is to be decided waits today; what has none and is not, comes last.
    """
    today = today or timezone.localdate()
    undated = Q(due_on__isnull=True)
    urgency = Case(
        When(due_on__lt=today, then=Value(Urgency.OVERDUE)),
        When(Q(due_on=today) | undated & Q(is_decision=True), then=Value(Urgency.TODAY)),
        When(due_on__lte=today + WEEK, then=Value(Urgency.WEEK)),
        default=Value(Urgency.LATER),
    )
    return Waiting.objects.visible_to(user).on(today).annotate(urgency=urgency)


def counts_of(user, today: date | None = None) -> dict[tuple[int, bool], int]:
    """{(urgency, whether it is a decision): how many}, by one query; ``count_on_page`` reuses its
    sum.
    """
    rows = by_urgency(user, today).order_by().values_list("urgency", "is_decision")
    counts = {(urgency, decides): n for urgency, decides, n in rows.annotate(n=Count("*"))}
    if today is None:
        user._waiting_counted = sum(counts.values())
    return counts


def count_of(user) -> int:
    return Waiting.objects.visible_to(user).on().count()


def count_on_page(user) -> int:
    """``count_of`` for the menu, which is drawn after the rest of a page."""
    count = getattr(user, "_waiting_counted", None)
    return count_of(user) if count is None else count


def first_of_each(user, at_most: int, *, decisions: bool | None = None) -> list[Shown]:
    """The first rows of each urgency: one query, and one for each kind of record among them."""
    today = timezone.localdate()
    place = Window(
        RowNumber(),
        partition_by=F("urgency"),
        order_by=[F("due_on").asc(nulls_last=True), F("is_decision").desc(), "since", "id"],
    )
    rows = _wanted(user, today, decisions).annotate(place=place).filter(place__lte=at_most)
    return shown(rows.order_by("urgency", "place"), user, today)


def page_of(user, number, *, decisions: bool | None = None) -> tuple[Page, list[Shown]]:
    """A page of all the rows, the most urgent first; the nearest page for a number without one."""
    today = timezone.localdate()
    rows = _wanted(user, today, decisions).order_by("urgency", *Waiting._meta.ordering)
    page = Paginator(rows, A_PAGE).get_page(number)
    return page, shown(page.object_list, user, today)


def _wanted(user, today: date, decisions: bool | None):
    """Only what is to be decided, only what is to be followed, or both (None)."""
    rows = by_urgency(user, today)
    return rows if decisions is None else rows.filter(is_decision=decisions)


def waiting_for(user, at_most: int = SHOWN) -> list[Shown]:
    """The most urgent rows, whatever their day."""
    today = timezone.localdate()
    rows = by_urgency(user, today).order_by("urgency", *Waiting._meta.ordering)
    return shown(rows[:at_most], user, today)


def one_of(user, key: int) -> Shown | None:
    """The row of this key, where it (still) waits for the person."""
    today = timezone.localdate()
    return next(iter(shown(by_urgency(user, today).filter(pk=key), user, today)), None)


def shown(rows, user, today: date) -> list[Shown]:
    """The rows with their records, as the person sees these; rows whose record they do not see are
    left out.
    """
    rows = list(rows)
    records = _records_of(rows, user)
    return [
        _shown(row, records[key], user, today)
        for row in rows
        if (key := (row.content_type_id, row.object_id)) in records
    ]


def _records_of(rows, user) -> dict:
    keys: dict[int, set[int]] = {}
    for row in rows:
        keys.setdefault(row.content_type_id, set()).add(row.object_id)
    by_key = {}
    for kind_id, object_ids in keys.items():
        source = _source_of(kind_id)
        visible = source.seen_by(user).filter(pk__in=object_ids)
        visible = read_with(visible, [*source.related, *source.named])
        records = list(visible.prefetch_related(*source.named_by_key))
        if source.read_named:
            source.read_named(records)
        by_key |= {(kind_id, record.pk): record for record in records}
    return by_key


def _source_of(kind_id: int):
    from django.contrib.contenttypes.models import ContentType

    return SOURCES[ContentType.objects.get_for_id(kind_id).model_class()]


def _shown(row, record, user, today) -> Shown:
    subject = words.about(record)
    return Shown(
        row=row,
        record=record,
        about=subject,
        label=words.label(row, record),
        title=words.title(subject),
        number=words.number(subject),
        reason=words.reason(row, record),
        link=words.link(row, record, user),
        days_late=max((today - row.due_on).days, 0) if row.due_on else 0,
    )
