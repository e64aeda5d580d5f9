"""Foreign money in a table: yuan at the rate that its row states, or refused."""

from django.utils.translation import gettext as _

from .cells import BadCell
from .columns import CurrencyOfRow, RateOfRow
from .quantities import Foreign
from .units import CNY


def in_yuan(table, values):
    """Turn the foreign money among ``values`` into yuan, rounded once. [(column name, message)] of
    what can not be.
    """
    is_unread = (
        CurrencyOfRow.name in values and values[CurrencyOfRow.name] is None
    )  # a problem already
    currency, rate = values.pop(CurrencyOfRow.name, None), values.pop(RateOfRow.name, None)
    for name, value in list(values.items()):
        column = table.column(name)
        if value is None or not column.is_yuan:
            continue
        message = "" if is_unread else _in_the_way(value, currency, rate)
        if is_unread:
            values[name] = None
        elif message:
            values[name] = None
            yield name, message
        elif isinstance(value, Foreign):
            try:
                values[name] = column.at_rate(value, rate)
            except BadCell as bad:
                values[name] = None
                yield name, str(bad)


def _in_the_way(value, currency, rate) -> str:
    if not isinstance(value, Foreign):
        if currency in (None, CNY):
            return ""
        message = _(
            "The row names %(currency)s, the amount is read as yuan. Write the foreign unit "
            "into the heading, such as 万美元, or convert the amount."
        )
        return message % {"currency": currency}
    if currency and currency != value.currency:
        return _("The row names %(row)s, the amount %(amount)s. Correct one of the two.") % {
            "row": currency,
            "amount": value.currency,
        }
    return "" if rate else _("The rate of exchange of this row is missing.")
