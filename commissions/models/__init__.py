from .agreement import Agreement
from .basis import Basis
from .determination import Determination
from .document import IssuedDocument
from .ledger import LedgerEntry, SettlementRun
from .policy import Policy, PolicyVersion
from .statement import Payment, Statement, StatementLine
from .unsettled import Unsettled

__all__ = [
    "Agreement",
    "Basis",
    "Determination",
    "IssuedDocument",
    "LedgerEntry",
    "Payment",
    "Policy",
    "PolicyVersion",
    "SettlementRun",
    "Statement",
    "StatementLine",
    "Unsettled",
]
