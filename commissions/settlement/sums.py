"""The totals under a list of amounts."""

from django.db.models import Sum

from crm.core.money import scaled

from ..models.currency import CNY


class SumsByCurrency:
    """The totals under a list, each currency by itself."""

    summed = ""

    def sums(self, rows):
        found = super().sums(rows.filter(currency=CNY))
        foreign = (
            rows.exclude(currency=CNY)
            .order_by("currency")
            .values_list("currency")
            .annotate(Sum(self.summed))
        )
        label = self.model._meta.get_field(self.summed).verbose_name
        return [*found, *((label, scaled(total, currency)) for currency, total in foreign)]
