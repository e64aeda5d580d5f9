"""What of the commissions the checkpoints cover: everything between a policy and a payment."""

from crm.core.proof.registry import (
    append_only,
    cover,
    export_files,
    noted,
    register_check,
    sign_also,
    tracked,
)

from .models import (
    Agreement,
    ApprovalStep,
    Basis,
    BatchLine,
    ClosedPeriod,
    Determination,
    DocumentConfirmation,
    DocumentTemplate,
    IssuedDocument,
    LedgerEntry,
    Objection,
    Payment,
    PaymentBatch,
    Policy,
    PolicyVersion,
    SealCertificate,
    SettlementRun,
    Statement,
    StatementLine,
    YearReview,
)

IN_FORCE = ("published", "suspended", "retired")


def register():
    from .documents.pins import pinned
    from .proof import documents, ledger, money

    cover(
        append_only(LedgerEntry),
        append_only(Basis),
        append_only(SettlementRun, once="finished_at"),
        tracked(Policy, fixed=("code",)),
        tracked(
            PolicyVersion,
            fixed=("policy", "number", "document", "text", "valid_from"),
            fixed_in=IN_FORCE,
        ),
        tracked(
            Agreement, fixed=OF_AN_AGREEMENT.split(), fixed_in=("active", "ended", "terminated")
        ),
        tracked(YearReview),
        tracked(Determination),
        tracked(ApprovalStep, fixed=("step",)),
        tracked(Statement, fixed=OF_A_STATEMENT.split()),
        append_only(StatementLine, without=("is_live",), name="drawn_up"),
        noted(StatementLine),
        tracked(Payment, fixed=OF_A_PAYMENT.split()),
        tracked(PaymentBatch, fixed=("number", "created_by")),
        append_only(BatchLine, only=("batch", "statement", "amount"), name="ordered"),
        noted(BatchLine),
        tracked(Objection, fixed=("statement", "name", "text", "received_at")),
        tracked(ClosedPeriod, fixed=("until",)),
        tracked(IssuedDocument, fixed=OF_A_DOCUMENT.split()),
        append_only(IssuedDocument, only=("facts", *OF_A_DOCUMENT.split()), name="said"),
        append_only(DocumentConfirmation),
        append_only(DocumentTemplate),
        append_only(SealCertificate),
    )
    export_files(IssuedDocument, "file", are_copied=True)
    for check in (ledger.check, money.check, documents.check):
        register_check(check)
    sign_also("seals", lambda: sorted(pinned()))


OF_AN_AGREEMENT = "number agent policy_version starts_on base_fee"
OF_A_STATEMENT = (
    "number payee account title currency yuan_rate total tax asked_steps created_by created_at"
)
OF_A_PAYMENT = "statement paid_on bank_reference amount account recorded_by recorded_at"
OF_A_DOCUMENT = (
    "content_type object_id agent kind year serial number token template replaces issued_by "
    "issued_at is_demo"
)
