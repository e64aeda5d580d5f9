from .agreement import Agreement
from .document import IssuedDocument
from .ledger import LedgerEntry, SettlementRun
from .policy import Policy, PolicyVersion
from .statement import Payment, Statement, StatementLine

__all__ = [
    "Agreement",
    "IssuedDocument",
    "LedgerEntry",
    "Payment",
    "Policy",
    "PolicyVersion",
    "SettlementRun",
    "Statement",
    "StatementLine",
]
