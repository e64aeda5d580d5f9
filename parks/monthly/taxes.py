"""A month's tax: what makes two rows one, what a row must hold, and the contributions that new rows
become.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Contribution
from ..models.contribution import month_end
from .columns import demonstration
from .heard import heard

TAX = Contribution.Metric.TAX


def paid(stored):
    return stored.filter(metric=TAX)


def period_of(values) -> tuple[date, date] | None:
    begins = values.get("period_from")
    return begins and (begins, values.get("period_to") or month_end(begins))


def period_key(values):
    """What identifies a tax: enterprise and period. For a refund the voucher besides, or, without
    one, the amount.
    """
    enterprise, amount, period = values.get("enterprise"), values.get("amount"), period_of(values)
    voucher = values.get("voucher") or ""
    if (
        not isinstance(enterprise, int)
        or amount is None
        or period is None
        or (amount < 0 and not voucher)
    ):
        return None
    return (enterprise, *period, amount < 0, voucher if amount < 0 else "")


def exact_key(values):
    """The same tax with the same amounts."""
    enterprise, amount, local, period = (
        values.get("enterprise"),
        values.get("amount"),
        values.get("local_amount"),
        period_of(values),
    )
    if not isinstance(enterprise, int) or None in (amount, local, period):
        return None
    return (enterprise, *period, amount, local, values.get("voucher") or "" if amount < 0 else "")


def find_exact(keys, stored) -> dict:
    """Contributions with exactly these values in any state, so that a file that is imported twice
    changes nothing; but for what the house never heard of.
    """
    fields = ("enterprise", "period_from", "period_to", "amount", "local_amount", "voucher")
    rows = _of_keys(keys, heard(stored), fields)
    return {
        (enterprise, begins, ends, amount, local, voucher if amount < 0 else ""): [pk]
        for pk, enterprise, begins, ends, amount, local, voucher in rows
    }


def find_reported(keys, stored) -> dict:
    return _by_period(keys, stored.filter(state=Contribution.State.REPORTED))


def find_verified(keys) -> dict:
    return _by_period(keys, Contribution.objects.verified())


def _by_period(keys, stored) -> dict:
    rows = _of_keys(
        keys, stored, ("enterprise", "period_from", "period_to", "is_refund", "voucher")
    )
    return {
        (enterprise, begins, ends, is_refund, voucher if is_refund else ""): [pk]
        for pk, enterprise, begins, ends, is_refund, voucher in rows
    }


def _of_keys(keys, stored, fields):
    taxes = stored.filter(metric=TAX, enterprise__any_of={key[0] for key in keys})
    taxes = taxes.filter(
        period_from__gte=min(key[1] for key in keys), period_to__lte=max(key[2] for key in keys)
    )
    return taxes.order_by("pk").values_list("pk", *fields)


def problems_of(values, record):
    """[(column, message)] of what does not go together."""
    amount, local, period = values.get("amount"), values.get("local_amount"), period_of(values)
    if amount is not None and local is not None and not (min(amount, 0) <= local <= max(amount, 0)):
        yield (
            "local_amount",
            _(
                "The local share is part of the tax: it lies between nothing and the tax, "
                "and has its sign."
            ),
        )
    if period and period[1] < period[0]:
        yield "period_to", _("The end of the period lies before its beginning.")
    elif period and period[0] > timezone.localdate():
        yield "period_from", _("This month has not begun yet.")


def new_taxes(rows, *, by) -> list[Contribution]:
    """Contributions of ``rows`` (each {field: value}); one whose period is verified with other
    amounts becomes a correction of that.
    """
    keys = [period_key({**row, "enterprise": row["enterprise_id"]}) for row in rows]
    verified = find_verified([key for key in keys if key]) if any(keys) else {}
    demo = demonstration(rows)
    return [
        _new(row, verified.get(key, [None])[0], by, demo)
        for row, key in zip(rows, keys, strict=True)
    ]


def _new(row, corrects, by, demo) -> Contribution:
    begins, ends = period_of(row)
    arrived_on = row.get("happened_on") or min(ends, timezone.localdate())
    facts = {**row, "period_to": ends, "happened_on": arrived_on}
    return Contribution(
        metric=TAX,
        is_refund=row["amount"] < 0,
        supersedes_id=corrects,
        reported_by=by,
        is_demo=row["enterprise_id"] in demo,
        **facts,
    )
