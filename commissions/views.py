"""Policies, agreements, ledger and statements in the staff admin."""

from django.db.models import Sum

from crm.core.money import scaled
from crm.staff.viewsets import NOTICES, ScopedIndex

from .models import Statement
from .models.currency import CNY
from .notices import account_notice

NOTICES.setdefault(Statement, []).append(account_notice)


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


class StatementIndex(SumsByCurrency, ScopedIndex):
    summed = "total"
