"""Computes the warning lights: one SQL statement for each rule, whatever the number of records."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import User
from crm.core.notifications import notify
from crm.core.writes import as_one, written

from ..models import WarningLight, WarningRule
from ..models.warning import Grade
from .leave_pool import leave_pool

LIGHT = """
with measured as ({measured}),
leaving as ({leaving}),
lit as (
    select measured.id, measured.number, case
        when measured.number >= %(out_from)s::numeric and leaving.id is not null then 3
        when measured.number >= %(red_from)s::numeric then 2 else 1 end as grade
    from measured left join leaving on leaving.id = measured.id
),
gone as (
    delete from leads_warninglight where rule_id = %(rule)s and (%(only)s::bigint is null
        or {subject}_id = %(only)s)
    and not exists (select 1 from lit where lit.id = leads_warninglight.{subject}_id)
    returning {subject}_id
), kept as (
insert into leads_warninglight as stored (rule_id, {subject}_id, grade, number, lit_on, is_told)
select %(rule)s, id, grade, number, %(today)s::date, false from lit
on conflict (rule_id, {subject}_id) do update set
    grade = excluded.grade, number = excluded.number,
    lit_on = case when stored.grade = excluded.grade then stored.lit_on else excluded.lit_on end,
    is_told = stored.is_told and excluded.grade <= stored.grade
where (stored.grade, stored.number) is distinct from (excluded.grade, excluded.number)
returning {subject}_id
)
select {subject}_id from gone union select {subject}_id from kept
"""


def rule_changed(rule):
    """A new or changed rule is worked out at once; one that is switched off lights nothing."""
    if rule.is_active and rule.definition:
        relight(rule)
    else:
        rule.lights.all().delete()


@as_one()
def relight(rule, *, today=None, only=None):
    """Make the lights of ``rule`` agree with the facts, of one record (``only``: its key) or of
    all.
    """
    measure, today = rule.definition, today or timezone.localdate()
    records = measure.model.objects.all() if only is None else measure.model.objects.filter(pk=only)
    measured = (
        measure.numbers(records, today)
        .filter(measured__gte=rule.yellow_from)
        .order_by()
        .values("pk", "measured")
    )
    leaving = measure.leaving(records if rule.out_from is not None else records.none())
    parameters = {
        "rule": rule.pk,
        "only": only,
        "today": today,
        "red_from": rule.red_from,
        "out_from": rule.out_from,
    }
    statement = LIGHT.format(
        measured=_inlined(measured, "id, number"),
        leaving=_inlined(leaving.order_by().values("pk"), "id"),
        subject=measure.model._meta.model_name,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        written(measure.model, [key for (key,) in cursor.fetchall()])


def _inlined(queryset, columns: str) -> str:
    """A queryset as a subquery with named columns, its parameters quoted by the driver."""
    from django.core.exceptions import EmptyResultSet

    try:
        sql, parameters = queryset.query.sql_with_params()
    except EmptyResultSet:
        return "select null::bigint as id, null::numeric as number where false"
    with connection.cursor() as cursor:
        quoted = cursor.mogrify(sql, parameters)
    return f"select * from ({quoted}) as found ({columns})".replace("%", "%%")


_put_off: ContextVar[bool] = ContextVar("records wait for their lights", default=False)


@contextmanager
def lights_at_the_end():
    """No record is relit by itself within the block; all of them are, once, when the block ends."""
    token = _put_off.set(True)
    try:
        yield
    finally:
        _put_off.reset(token)
    for rule in WarningRule.objects.active():
        relight(rule)


def relight_record(record):
    """After a change of one lead or project: only its own lights."""
    if _put_off.get():
        return
    for rule in WarningRule.objects.active():
        if isinstance(record, rule.definition.model):
            relight(rule, only=record.pk)


def light_all(*, today=None):
    """Every night: all the lights; those who leave the pool without being asked; and word to the
    officers in charge.
    """
    today = today or timezone.localdate()
    WarningLight.objects.exclude(rule__in=WarningRule.objects.active()).delete()
    for rule in WarningRule.objects.active():
        relight(rule, today=today)
    leave_without_being_asked()
    tell_owners(today)


def leave_without_being_asked():
    """Let records leave the pool whose rule says so. A refused one stays a proposal, and the others
    go on.
    """
    proposals = WarningLight.objects.filter(
        grade=Grade.OUT,
        rule__is_automatic=True,
        rule__ordered_by__isnull=False,
        rule__is_active=True,
    )
    for light in proposals.select_related("rule__ordered_by", "lead", "project").order_by("id"):
        try:
            leave_pool(light, by=light.rule.ordered_by)
        except (Refused, NotPermitted):
            continue


@as_one()
def tell_owners(today):
    """One notification to each officer about all lights that are new or worse than before."""
    untold = WarningLight.objects.select_for_update().filter(is_told=False)
    new = WarningLight.objects.filter(pk__any_of=[light.pk for light in untold])
    counts = dict(
        new.annotate(owner=Coalesce(F("lead__owner"), F("project__owner")))
        .order_by()
        .values_list("owner")
        .annotate(count=Count("*"))
    )
    for user in User.objects.staff().filter(pk__in=[pk for pk in counts if pk]):
        notify(
            [user],
            "warnings",
            once=today.isoformat(),
            link=f"{reverse('warninglight:index')}?owner={user.pk}",
            count=counts[user.pk],
        )
    new.update(is_told=True)
