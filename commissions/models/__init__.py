from .agreement import Agreement
from .approval import ApprovalStep
from .basis import Basis
from .determination import Determination
from .document import DocumentConfirmation, IssuedDocument
from .ledger import LedgerEntry, SettlementRun
from .payout import BatchLine, ClosedPeriod, Objection, PaymentBatch
from .policy import Policy, PolicyVersion
from .statement import Payment, Statement, StatementLine
from .unsettled import Unsettled
from .year_target import YearTarget

__all__ = [
    "Agreement",
    "ApprovalStep",
    "Basis",
    "BatchLine",
    "ClosedPeriod",
    "Determination",
    "DocumentConfirmation",
    "IssuedDocument",
    "LedgerEntry",
    "Objection",
    "Payment",
    "PaymentBatch",
    "Policy",
    "PolicyVersion",
    "SettlementRun",
    "Statement",
    "StatementLine",
    "Unsettled",
    "YearTarget",
]
