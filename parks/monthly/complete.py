"""A person says what a row of the worklist means: it becomes a contribution, or is found to be one
already.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.tables.columns import TABLES
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Contribution, Enterprise, UnmatchedRow


def values_read(row) -> dict:
    """What could be read of the row's cells, but for the enterprise: {field: value}."""
    table = TABLES[row.source.table]
    return {
        name: table.column(name).loaded(value)
        for name, value in row.read.items()
        if table.column(name)
    }


@as_one()
def complete(row, *, enterprise, by, note: str = "", **facts) -> Contribution:
    """Report the row for ``enterprise`` with ``facts`` (fields of its table). Where the same was
    reported already, the row is joined to that contribution.

    Raises ValidationError by field, NotPermitted for an enterprise of another park, Refused where
    two would be one.
    """
    if (
        not by.has_perm("parks.file_contributions")
        or not Enterprise.objects.reported_by(by).filter(pk=enterprise.pk).exists()
    ):
        raise NotPermitted(_("You do not report for this enterprise."))
    table = TABLES[row.source.table]
    values = {name: value for name, value in facts.items() if value not in (None, "")} | {
        "enterprise": enterprise.pk
    }
    _check(table, values)
    contribution = _known(table, values, by) or _new(table, row, values, by)
    move(row, "complete", by=by, note=note, contribution=contribution)
    return contribution


def _check(table, values):
    problems = {
        column.name: [_("This must be filled in for a new record.")]
        for column in table.columns
        if column.required and column.name not in values
    }
    for name, message in table.also_checks(values, None) if not problems else ():
        problems.setdefault(name, []).append(message)
    if problems:
        raise ValidationError(problems)


def _known(table, values, by) -> Contribution | None:
    exact, identity = table.keys
    key = exact.of(values)
    pks = exact.find([key], Contribution.objects.visible_to(by)).get(key) if key else None
    if pks:
        return Contribution.objects.get(pk=pks[0])
    key = identity.of(values)
    other_pks = identity.find([key], Contribution.objects.visible_to(by)).get(key) if key else None
    if other_pks:
        raise Refused(
            _(
                "%(contribution)s is reported already with other amounts. Judge it first, or "
                "dismiss this row."
            )
            % {"contribution": Contribution.objects.get(pk=other_pks[0])}
        )
    return None


def _new(table, row, values, by) -> Contribution:
    [contribution] = table.build(
        [{table.column(name).attname: value for name, value in values.items()}], by=by
    )
    contribution.source_import = row.source
    contribution.full_clean()
    return save_as(contribution, by=by, reason=str(row))


def match_again(*, by) -> int:
    """Complete the open rows whose credit code has settled since, as far as nothing else was wrong
    with them. Returns how many.
    """
    if not by.has_perm("parks.file_contributions"):
        raise NotPermitted(_("You do not have the right to import here."))
    rows = (
        UnmatchedRow.objects.visible_to(by)
        .open()
        .filter(kind=UnmatchedRow.Kind.UNMATCHED)
        .select_related("source")
    )
    by_code = {
        enterprise.credit_code: enterprise
        for enterprise in Enterprise.objects.reported_by(by).filter(
            credit_code__in=rows.values("credit_code")
        )
    }
    count = 0
    for row in rows.filter(credit_code__in=by_code):
        try:
            complete(row, enterprise=by_code[row.credit_code], by=by, **values_read(row))
            count += 1
        except (Refused, ValidationError):
            continue  # it stays on the worklist, where a person sees what is in its way
    return count
