"""The rate at which foreign money counts: that of its day, from the table of rates."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.errors import Refused

from ..models import ExchangeRate


def rate_for(currency: str, day: date, *, stated: Decimal | None = None) -> Decimal:
    """Yuan for one unit on ``day``. A ``stated`` rate counts where the table has none, and must
    agree with it where it has.

    Raises Refused saying which rate is missing, or what the table says.
    """
    rate = ExchangeRate.objects.of_day(currency, day)
    if rate is None and stated is None:
        raise Refused(
            _(
                "There is no rate of %(currency)s for %(day)s. Add it to the rates of "
                "exchange, or state it."
            )
            % {"currency": currency, "day": day}
        )
    if rate and stated is not None and rate.yuan != stated:
        raise Refused(
            _(
                "The rates of exchange say %(rate)s for %(day)s (%(source)s). Correct one of "
                "the two."
            )
            % {"rate": f"{rate.yuan.normalize():f}", "day": day, "source": rate.source}
        )
    return rate.yuan if rate else stated
