from .agreement import Agreement, YearReview
from .approval import ApprovalStep
from .basis import Basis
from .determination import Determination
from .document import BatchDocument, DocumentBatch, DocumentConfirmation, IssuedDocument
from .document_template import DocumentTemplate, SealCertificate
from .ledger import LedgerEntry, SettlementRun
from .payment import Payment
from .payout import BatchLine, ClosedPeriod, Objection, PaymentBatch
from .policy import Policy, PolicyVersion
from .statement import Statement, StatementLine
from .unsettled import Unsettled
from .year_target import YearTarget

__all__ = [
    "Agreement",
    "ApprovalStep",
    "Basis",
    "BatchDocument",
    "BatchLine",
    "ClosedPeriod",
    "Determination",
    "DocumentBatch",
    "DocumentConfirmation",
    "DocumentTemplate",
    "IssuedDocument",
    "LedgerEntry",
    "Objection",
    "Payment",
    "PaymentBatch",
    "Policy",
    "PolicyVersion",
    "SealCertificate",
    "SettlementRun",
    "Statement",
    "StatementLine",
    "Unsettled",
    "YearReview",
    "YearTarget",
]
