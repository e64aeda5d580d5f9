"""The totals under a list of amounts."""

from typing import TypeAlias

from django.db.models import Model, QuerySet, Sum

from crm.core.money import scaled

from ..models.currency import CNY

Total: TypeAlias = tuple[str, str]  # (column, total)


class SumsByCurrency:
    """The totals under a list, each currency by itself."""

    summed = ""
    model: type[Model]

    def sums(self, rows: QuerySet) -> list[Total]:
        mine = rows.filter(currency=CNY)
        found: list[Total] = super().sums(mine)  # type: ignore[misc]  # that of the list itself
        foreign = (
            rows.exclude(currency=CNY)
            .order_by("currency")
            .values_list("currency")
            .annotate(Sum(self.summed))
        )
        label = self.model._meta.get_field(self.summed).verbose_name
        return [*found, *((label, scaled(total, currency)) for currency, total in foreign)]
