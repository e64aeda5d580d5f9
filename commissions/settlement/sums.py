"""The totals under a list of amounts."""

from decimal import Decimal

from django.db.models import Model, QuerySet, Sum
from django.utils.translation import gettext as _

from crm.core.money import CURRENCIES
from crm.staff.table import Totals

from ..models.currency import CNY


class SumsByCurrency:
    """The totals under a list, each currency by itself."""

    summed = ""
    model: type[Model]

    def totals(self, rows: QuerySet) -> list[Totals]:
        yuan_totals: list[Totals] = super().totals(rows.filter(currency=CNY))  # type: ignore[misc]
        foreign = (
            self._counted(rows.exclude(currency=CNY))
            .order_by("currency")
            .values_list("currency")
            .annotate(Sum(self.summed))
        )
        return [*yuan_totals, *(self._of_currency(currency, total) for currency, total in foreign)]

    def _counted(self, rows: QuerySet) -> QuerySet:
        void: frozenset[str] = self.void_states()  # type: ignore[attr-defined]
        return rows.exclude(state__in=void) if void else rows

    def _of_currency(self, currency: str, total: Decimal) -> Totals:
        name = CURRENCIES.get(currency, currency)
        label = _("Total in %(currency)s") % {"currency": name}
        return Totals(label, {self.summed: (currency, total)})
