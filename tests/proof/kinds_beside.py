"""Twenty ways to falsify what stands beside the ledger."""

from decimal import Decimal

from commissions.models import Agreement, Payment, PolicyVersion, Statement
from crm.core.writing.history import save_step
from leads.models import PayeeAccount
from parks.models import Contribution
from tests.proof.kinds import Kind, off

STATEMENT, PAYMENT = "commissions_statement", "commissions_payment"
H_STATEMENT = "commissions_historicalstatement"
MOVE, CONTRIBUTION = "core_move", "parks_contribution"
FIRST = "(select min(id) from {})"
OF_STATEMENT = (
    "content_type_id = (select id from django_content_type where app_label = 'commissions' "
    "and model = 'statement')"
)


def first(table: str) -> str:
    return FIRST.format(table)


def with_history(model, **changes):
    """As somebody does it who writes the row of the history, too: nothing in it says otherwise."""

    def act(city):
        record = model.objects.order_by("pk").first()
        for name, value in changes.items():
            setattr(record, name, value)
        save_step(record, by=city.people.finance, reason="as usual")

    return act


KINDS = [
    Kind(
        "a row of a history is changed: another person did it",
        (f"update {H_STATEMENT} set history_user_id = null where history_id = 2",),
        H_STATEMENT,
        "was changed",
    ),
    Kind(
        "a row of a history is deleted",
        (f"delete from {H_STATEMENT} where history_id = 3",),
        H_STATEMENT,
        "was taken away",
    ),
    Kind(
        "the last steps of a record are taken out of its history, and the record put back",
        (
            *off(STATEMENT),
            f"delete from {H_STATEMENT} where id = {first(STATEMENT)} and state = 'paid'",
            f"delete from {MOVE} where {OF_STATEMENT} and name = 'pay' "
            f"and object_id = {first(STATEMENT)}",
            f"update {STATEMENT} set state = 'paying' where id = {first(STATEMENT)}",
        ),
        H_STATEMENT,
        "was taken away",
    ),
    Kind(
        "a row is put into a history behind the checkpoints",
        (
            f"delete from {H_STATEMENT} where history_id = 1",
            f"insert into {H_STATEMENT} select (jsonb_populate_record(h, "
            "'{\"history_id\": -1}')).* from " + H_STATEMENT + " h where history_id = 2",
        ),
        H_STATEMENT,
        "was put behind the checkpoints",
    ),
    Kind(
        "a step is said to be another person's",
        (
            f"update {MOVE} set by_id = (select id from core_user where username = 'leader') "
            f"where {OF_STATEMENT} and name = 'approve'",
        ),
        MOVE,
        "was changed",
    ),
    Kind(
        "a step is deleted",
        (f"delete from {MOVE} where id = (select max(id) from {MOVE})",),
        MOVE,
        "was taken away",
    ),
    Kind(
        "a step is invented",
        (
            f"insert into {MOVE} "
            "(content_type_id, object_id, name, source, target, by_id, at, note)"
            " select content_type_id, object_id, 'verify', 'reported', 'verified', by_id, now(), ''"
            f" from {MOVE} where name = 'verify' limit 1",
        ),
        CONTRIBUTION,
        "the step “verify” (reported → verified) is not in its history",
    ),
    Kind(
        "the amount of a verified contribution is changed",
        (*off(CONTRIBUTION), f"update {CONTRIBUTION} set amount = amount * 2 where id = 1"),
        CONTRIBUTION,
        "was changed",
    ),
    Kind(
        "the amount of a verified contribution is changed, with a row of history",
        off(CONTRIBUTION),
        CONTRIBUTION,
        "changed what never changes: amount",
        with_history(Contribution, amount=Decimal(999_000_000)),
    ),
    Kind(
        "a contribution is deleted",
        (*off(CONTRIBUTION), f"delete from {CONTRIBUTION} where id = {first(CONTRIBUTION)}"),
        CONTRIBUTION,
        "was taken away",
    ),
    Kind(
        "the hash of an attached file is changed",
        (
            "update core_attachment set sha256 = repeat('0', 64) where id = "
            + first("core_attachment"),
        ),
        "core_attachment",
        "was changed",
    ),
    Kind(
        "the total of a statement is changed, with a row of history",
        off(STATEMENT),
        STATEMENT,
        "changed what never changes: total",
        with_history(Statement, total=Decimal(999_000)),
    ),
    Kind(
        "a line of a statement is deleted",
        (
            *off("commissions_statementline"),
            "delete from commissions_statementline where id = (select min(id) from "
            "commissions_statementline)",
        ),
        "commissions_statementline.drawn_up",
        "was taken away",
    ),
    Kind(
        "an approval is said to be another person's, with a row of history",
        off(STATEMENT),
        STATEMENT,
        "who did not take it",
        lambda city: with_history(Statement, approved_by=city.people.leader)(city),
    ),
    Kind(
        "the amount of a payment is changed, with a row of history",
        off(PAYMENT),
        PAYMENT,
        "changed what never changes: amount",
        with_history(Payment, amount=Decimal(1_000_000)),
    ),
    Kind(
        "a payment is deleted",
        (*off(PAYMENT), f"delete from {PAYMENT} where id = {first(PAYMENT)}"),
        PAYMENT,
        "was taken away",
    ),
    Kind(
        "a published policy is changed, with a row of history",
        off("commissions_policyversion"),
        "commissions_policyversion",
        "changed what never changes: document",
        with_history(PolicyVersion, document={"code": "mine"}),
    ),
    Kind(
        "an agreement in force is put under another policy, with a row of history",
        off("commissions_agreement"),
        "commissions_agreement",
        "changed what never changes: policy_version_id",
        lambda city: with_history(
            Agreement, policy_version=PolicyVersion.objects.order_by("pk").last()
        )(city),
    ),
    Kind(
        "the number of a payee's account is changed, with a row of history",
        (),
        "leads_payeeaccount",
        "changed what never changes: number",
        with_history(PayeeAccount, number="6222000000000000000"),
    ),
    Kind(
        "the name of a person is changed",
        ("update core_user set name = '别人' where username = 'finance'",),
        "core_user",
        "was changed",
    ),
]
