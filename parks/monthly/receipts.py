"""Investment received, in batches: what makes two rows one, the day's rate of foreign money, and
the contributions of new rows.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.money import to_fen
from crm.core.punctuation import listed
from crm.core.tables.cells import BadCell
from crm.core.tables.quantities import Foreign

from ..contributions.rates import rate_for
from ..models import Contribution
from .columns import demonstration
from .heard import heard

CNY = Contribution.Currency.CNY
NOT_RECEIVED = (Contribution.Metric.TAX, Contribution.Metric.JOBS)


def received(stored):
    return stored.exclude(metric__in=NOT_RECEIVED)


def currency_of(values) -> str:
    return values.get("currency") or CNY


def voucher_key(values):
    """What identifies a receipt: its voucher number, or, without one, all of its values. A refund
    may bear the number of what it gives back, and is a receipt of its own.
    """
    if not isinstance(values.get("enterprise"), int) or not values.get("voucher"):
        return None
    return (values["enterprise"], values.get("metric"), values["voucher"], _is_refund(values))


def _is_refund(values) -> bool:
    amount = values.get("amount" if currency_of(values) == CNY else "original_amount")
    return amount is not None and amount < 0


def exact_key(values):
    currency = currency_of(values)
    amount = values.get("amount") if currency == CNY else values.get("original_amount")
    if not isinstance(values.get("enterprise"), int) or amount is None:
        return None
    return (
        values["enterprise"],
        values.get("metric"),
        values.get("happened_on"),
        currency,
        amount,
        values.get("voucher") or "",
    )


def find_exact(keys, stored) -> dict:
    rows = _of_keys(
        keys,
        heard(stored),
        ("enterprise", "metric", "happened_on", "currency", "amount", "voucher", "original_amount"),
    )
    return {
        (enterprise, metric, day, currency, yuan if currency == CNY else original, voucher): [pk]
        for pk, enterprise, metric, day, currency, yuan, voucher, original in rows
    }


def find_reported(keys, stored) -> dict:
    return _by_voucher(keys, stored.filter(state=Contribution.State.REPORTED))


def find_verified(keys) -> dict:
    return _by_voucher(keys, Contribution.objects.verified())


def _by_voucher(keys, stored) -> dict:
    fields = ("enterprise", "metric", "voucher", "is_refund")
    rows = _of_keys(keys, stored.exclude(voucher=""), fields)
    return {tuple(row): [pk] for pk, *row in rows}


def _of_keys(keys, stored, fields):
    receipts = stored.exclude(metric__in=NOT_RECEIVED).filter(
        enterprise__any_of={key[0] for key in keys}
    )
    return receipts.order_by("pk").values_list("pk", *fields)


def foreign_money(table, values):
    """Amounts under a heading such as 万美元 are those in the row's own currency. Yields (column
    name, message) of what contradicts that.
    """
    currencies = {
        name: value.currency for name, value in values.items() if isinstance(value, Foreign)
    }
    if values.get("currency"):
        currencies["currency"] = values["currency"]
    if len(set(currencies.values())) > 1:
        names = listed(sorted(set(currencies.values())))
        yield from (
            (name, _("This row names more than one currency: %s. Correct the table.") % names)
            for name in currencies
            if name != "currency"
        )
        values.update({name: None for name in currencies if name != "currency"})
        return
    if isinstance(values.get("original_amount"), Foreign):
        values["currency"], values["original_amount"] = (
            values["original_amount"].currency,
            values["original_amount"].amount,
        )
    if isinstance(values.get("amount"), Foreign):
        yield from _own_currency(values, values.pop("amount"))
    if isinstance(values.get("land_amount"), Foreign):
        yield from _land_in_yuan(table, values, values.pop("land_amount"))


def _own_currency(values, money):
    values["currency"] = money.currency
    stated = values.setdefault("original_amount", to_fen(money.amount))
    if stated != to_fen(money.amount):
        yield (
            "amount",
            _(
                "The amount is %(amount)s %(currency)s, the amount in its own currency %(stated)s. "
                "Correct one of the two."
            )
            % {
                "amount": f"{money.amount:,.2f}",
                "currency": money.currency,
                "stated": f"{stated:,.2f}",
            },
        )


def _land_in_yuan(table, values, money):
    arrived_on = values.get("happened_on")
    if not arrived_on:
        return
    try:
        rate = rate_for(
            money.currency, values.get("rate_on") or arrived_on, stated=values.get("rate")
        )
        values["land_amount"] = table.column("land_amount").at_rate(money, rate)
    except (Refused, BadCell) as error:
        yield "land_amount", str(error)


def problems_of(values, record):
    """[(column, message)] of what does not go together."""
    arrived_on = values.get("happened_on") or (record and record.happened_on)
    if values.get("metric") in NOT_RECEIVED:
        yield "metric", _("Tax and jobs are no money received; tax has a file of its own.")
    if arrived_on and arrived_on > timezone.localdate():
        yield "happened_on", _("Money cannot have arrived in the future.")
    if currency_of(values) != CNY:
        yield from _foreign_problems(values, arrived_on)
    elif not values.get("amount") and record is None:
        yield "amount", _("Give the amount; that of a refund is negative.")
    elif values.get("original_amount"):
        yield (
            "original_amount",
            _("An amount in yuan has none in another currency. Name the currency."),
        )
    amount, land = values.get("amount"), values.get("land_amount")
    if amount is not None and land is not None and not min(amount, 0) <= land <= max(amount, 0):
        yield "land_amount", _("The land is part of the amount and cannot be more than it.")


def _foreign_problems(values, arrived_on):
    if not values.get("original_amount"):
        yield "original_amount", _("Give the amount in its own currency.")
        return
    try:
        rate = (
            rate_for(
                values["currency"], values.get("rate_on") or arrived_on, stated=values.get("rate")
            )
            if arrived_on
            else None
        )
    except Refused as refusal:
        yield "rate", str(refusal)
        return
    in_yuan = rate and to_fen(values["original_amount"] * rate)
    if in_yuan and values.get("amount") is not None and abs(values["amount"] - in_yuan) > 1:
        yield (
            "amount",
            _(
                "At the day's rate of %(rate)s this is %(amount)s yuan. Correct the cell, or "
                "leave it empty."
            )
            % {"rate": f"{rate.normalize():f}", "amount": f"{in_yuan:,.2f}"},
        )


def converted(record, changes) -> set[str]:
    """What of foreign money follows from ``changes`` of a stored receipt: the day of its rate, the
    rate and the yuan. Names of the fields.
    """
    if record.currency == CNY:
        if "currency" not in changes:
            return set()
        record.original_amount = record.rate = record.rate_on = None
        return {"original_amount", "rate", "rate_on"}
    if not changes.keys() & {"currency", "original_amount", "rate", "rate_on", "happened_on"}:
        return set()
    if "happened_on" in changes and "rate_on" not in changes or record.rate_on is None:
        record.rate_on = record.happened_on
    if changes.keys() & {"currency", "rate", "rate_on", "happened_on"} or record.rate is None:
        record.rate = rate_for(record.currency, record.rate_on, stated=changes.get("rate"))
    record.amount = to_fen(record.original_amount * record.rate)
    return {"rate", "rate_on", "amount"}


def new_receipts(rows, *, by) -> list[Contribution]:
    """Contributions of ``rows``; one whose voucher is verified with other facts becomes a
    correction of that.
    """
    keys = [voucher_key({**row, "enterprise": row["enterprise_id"]}) for row in rows]
    verified = find_verified([key for key in keys if key]) if any(keys) else {}
    demo = demonstration(rows)
    return [
        _new(row, verified.get(key, [None])[0], by, demo)
        for row, key in zip(rows, keys, strict=True)
    ]


def _new(row, corrects, by, demo) -> Contribution:
    facts = dict(row)
    if currency_of(row) != CNY:
        facts["rate_on"] = row.get("rate_on") or row["happened_on"]
        facts["rate"] = rate_for(row["currency"], facts["rate_on"], stated=row.get("rate"))
        facts["amount"] = to_fen(row["original_amount"] * facts["rate"])
    return Contribution(
        is_refund=facts["amount"] < 0,
        supersedes_id=corrects,
        reported_by=by,
        is_demo=row["enterprise_id"] in demo,
        **facts,
    )
