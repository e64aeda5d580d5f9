"""Rows of any model, each with records of its own behind it: what is asked row by row shows."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.db import connection, models
from django.utils import timezone
from wagtail.models import Locale, Page

from commissions.models import ApprovalStep
from crm.core.database.owner import as_owner
from crm.core.models import Department, Parameter, RateLimit
from leads.models import FitWeight, Industry, ListKind, Region, WarningRule
from tests.database_accounts import without_any_guard

NUMBERS = count(1)
DEPTH = 4
GIVEN = (
    ApprovalStep,
    Department,
    FitWeight,
    Industry,
    ListKind,
    Parameter,
    RateLimit,
    Region,
    WarningRule,
)  # of these the stored ones are taken

OWN = {"document": {"components": []}}  # of a policy's version


def without_checks():
    """Rows for lists need not make sense. Undone with the test's transaction."""
    with as_owner(), connection.cursor() as cursor:
        without_any_guard(cursor)
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint JOIN pg_class ON "
            "conrelid = pg_class.oid WHERE contype IN ('c', 'x') AND relkind = 'r' AND "
            "relname ~ '^(leads|parks|commissions|core|portal|desk|dispatch|site)_'"
        )
        drops = [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in cursor.fetchall()]
        cursor.execute(";".join(drops))


def more_rows(model, how_many: int, depth: int = DEPTH) -> list:
    """Stored past every use case: only lists are to read them."""
    if model in GIVEN:
        return list(model._base_manager.order_by("pk")[:how_many])
    if issubclass(model, Page):
        return [_page(model, depth) for _each in range(how_many)]
    rows = [model(**_facts(model, depth)) for _each in range(how_many)]
    return model._base_manager.bulk_create(rows)


def _page(model, depth: int):
    """Pages hang in a tree, each by itself."""
    facts = {}
    for field in model._meta.local_concrete_fields:
        if model is not Page and not field.primary_key:
            facts |= _fact(field, depth)
    name = f"p{next(NUMBERS)}"
    page = model(title=name, slug=name, locale=Locale.objects.first(), **facts)
    return Page.get_first_root_node().add_child(instance=page)


def _facts(model, depth: int) -> dict:
    facts = {}
    for field in model._meta.concrete_fields:
        if not field.generated and (not field.primary_key or field.is_relation):
            facts |= _fact(field, depth)
    return facts


def _fact(field, depth: int) -> dict:
    if isinstance(field, models.ForeignKey):
        is_left_out = field.null and (depth <= 0 or field.related_model is field.model)
        row = None if is_left_out else _one_of(field.related_model, depth - 1)
        return {field.name: row}
    if field.name in OWN:
        return {field.name: OWN[field.name]}
    if field.null or (field.has_default() and not field.unique):
        return {}
    return {field.name: _value(field)}


def _one_of(model, depth: int):
    if model in GIVEN:
        rows = model._base_manager.order_by("pk")
        return rows[next(NUMBERS) % rows.count()]
    return more_rows(model, 1, depth)[0]


def _value(field):
    number = next(NUMBERS)
    if field.flatchoices:
        return field.flatchoices[0][0]
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return date(2026, 3, 1) + timedelta(days=number % 200)
    if isinstance(field, models.DecimalField):
        return Decimal(1 + number % 9)
    if isinstance(field, models.IntegerField):
        return number % 30_000
    if isinstance(field, models.JSONField):
        return {}
    return f"{number:06d}"[-(getattr(field, "max_length", None) or 6) :]
