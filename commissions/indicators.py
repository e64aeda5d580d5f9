"""What is counted of commissions: what was earned and what was paid, in yuan."""

from decimal import Decimal

from django.db.models import F, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from crm.core.indicators.follow import keep_up_after
from crm.core.indicators.registry import (
    YUAN,
    Indicator,
    Ratio,
    Source,
    register_indicators,
    stands_on,
)
from parks.indicators import PROJECT

from .models import LedgerEntry
from .models.currency import CNY


def _cuts():
    return {
        "department": F("project__department"),
        "section": F("project__industry__section"),
        "channel": F("project__channel"),
        "agent": F("payee"),
    }


LEDGER = Source(
    "ledger",
    LedgerEntry,
    frozenset(("department", "section", "channel", "agent")),
    "commissions.view_ledgerentry",
    _cuts,
    "ledgerentry:index",
    {"person": "project__owner"},
)
Kind = LedgerEntry.Kind


def _of_kinds(kinds):
    return lambda rows: rows.filter(kind__in=kinds, currency=CNY)


def register():
    keep_up_after(LedgerEntry)
    stands_on(LEDGER, PROJECT, "project")
    register_indicators(
        Indicator(
            "commissions_due",
            _("commissions earned"),
            YUAN,
            _("entries of the ledger on the day they fall due, claw-backs taken off"),
            LEDGER,
            Coalesce("due_on", TruncDate("posted_at")),
            "amount",
            _of_kinds(LedgerEntry.EARNED),
        ),
        Indicator(
            "commissions_paid",
            _("commissions paid"),
            YUAN,
            _("payments of the ledger on their day, what came back taken off"),
            LEDGER,
            TruncDate("posted_at"),
            F("amount") * Value(-1),
            _of_kinds((Kind.PAYMENT, Kind.REVERSAL)),
        ),
        Ratio(
            "assets_a_yuan",
            _("investment a yuan of commission"),
            _("fixed assets brought by agents in the time ÷ commissions paid in the time"),
            "brought_assets",
            "commissions_paid",
            factor=Decimal(1),
            unit=YUAN,
        ),
    )
