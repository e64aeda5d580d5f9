"""Further ways, by rules and rights, and by other rows of a payment's way."""

from decimal import Decimal

from commissions.models import Payment, Statement
from tests.proof.kinds import LEDGER, Kind, off
from tests.proof.kinds_beside import MOVE, OF_STATEMENT, PAYMENT, STATEMENT, first, with_history

LINES = "commissions_statementline"


def role(name: str) -> str:
    return f"(select id from auth_group where name = '{name}')"


def person(login: str) -> str:
    return f"(select id from core_user where username = '{login}')"


KINDS = [
    Kind(
        "a person is put into the group of a role",
        (
            "insert into core_user_groups (user_id, group_id) values "
            f"({person('officer')}, {role('finance')})",
        ),
        "core_user_groups",
        "officer holds the role finance, of which their history knows nothing",
    ),
    Kind(
        "a person is put into the group, and the row of the person says so, too",
        (
            "insert into core_user_groups (user_id, group_id) values "
            f"({person('officer')}, {role('finance')})",
            "update core_user set roles = 'officer,finance' where username = 'officer'",
        ),
        "core_user",
        "was changed",
    ),
    Kind(
        "a role is given a right",
        (
            "insert into auth_group_permissions (group_id, permission_id) select "
            f"{role('officer')}, id from auth_permission where codename = 'pay_statement'",
        ),
        "auth_group_permissions",
        "the role officer has the right commissions.pay_statement, which the program does not",
    ),
    Kind(
        "a group of one's own is made, with a right and a person in it",
        (
            "insert into auth_group (id, name) values (900, 'mine')",
            "insert into auth_group_permissions (group_id, permission_id) select "
            "900, id from auth_permission where codename = 'pay_statement'",
            f"insert into core_user_groups (user_id, group_id) values ({person('officer')}, 900)",
        ),
        "core_user_groups",
        "officer holds the role mine, of which their history knows nothing",
    ),
    Kind(
        "a role is taken a right",
        (
            f"delete from auth_group_permissions where group_id = {role('auditor')} and "
            "permission_id = (select id from auth_permission where codename = 'view_move')",
        ),
        "auth_group_permissions",
        "the role auditor lacks the right core.view_move",
    ),
    Kind(
        "a person is given a right past the roles",
        (
            "insert into core_user_user_permissions (user_id, permission_id) select "
            f"{person('officer')}, id from auth_permission where codename = 'pay_statement'",
        ),
        "core_user_user_permissions",
        "was given a right past the roles",
    ),
    Kind(
        "a login is let speak for an agent",
        (
            "insert into leads_agent_users (agent_id, user_id) values "
            f"({first('leads_agent')}, {person('referrer')})",
        ),
        "leads_agent_users",
        "speaks for agent",
    ),
    Kind(
        "a rule number is changed",
        ("update core_parameter set value = 1 where code = 'account_change_wait_days'",),
        "core_parameter",
        "was changed",
    ),
    Kind(
        "the amount from which the leader approves is changed",
        (
            "update commissions_approvalstep set from_amount = 99000000 "
            "where step = 'leader_approve'",
        ),
        "commissions_approvalstep",
        "was changed",
    ),
    Kind(
        "the day of an agreement is changed",
        ("update commissions_agreement set ends_on = '2040-12-31'",),
        "commissions_agreement",
        "was changed",
    ),
    Kind(
        "the account of a statement is changed, with a row of history",
        off(STATEMENT),
        STATEMENT,
        "changed what never changes: account_id",
        lambda city: with_history(Statement, account=city.agent.current_account())(city),
    ),
    Kind(
        "a statement is carried past the leader, with a row of history",
        off(STATEMENT),
        STATEMENT,
        "changed what never changes: asked_steps",
        lambda city: with_history(Statement, asked_steps=["approve"])(city),
    ),
    Kind(
        "a statement goes back to paying without a step, with a row of history",
        off(STATEMENT),
        STATEMENT,
        "went from paid to paying without a step",
        with_history(Statement, state="paying"),
    ),
    Kind(
        "an entry of a withdrawn statement is put in force again, so that it is paid twice",
        (
            *off(LINES),
            "drop index ledger_entry_on_one_statement",
            f"update {LINES} set is_live = true where not is_live",
        ),
        LINES,
        "is in force with a withdrawn statement",
    ),
    Kind(
        "a second payment of a statement is invented, with a row of history",
        (*off(PAYMENT), "drop index one_standing_payment"),
        STATEMENT,
        "is paid, and 2 payments of it stand",
        lambda city: with_history(Payment, pk=None, bank_reference="YH-X")(city),
    ),
    Kind(
        "a payment is said to have come back, with a row of history",
        off(PAYMENT),
        STATEMENT,
        "is paid, and 0 payments of it stand",
        lambda city: with_history(Payment, reversed_at="2026-01-01T00:00:00Z")(city),
    ),
    Kind(
        "a transfer to the bank is raised",
        ("update commissions_batchline set amount = amount + 100",),
        "commissions_batchline.ordered",
        "was changed",
    ),
    Kind(
        "a run of the settlement is said to have posted more",
        ("update commissions_settlementrun set posted = posted + 1",),
        "commissions_settlementrun",
        "was changed",
    ),
    Kind(
        "the booking of a payment is taken away, and the ledger numbered and chained anew",
        (
            *off(LEDGER),
            f"delete from {LEDGER} where id = (select max(id) from {LEDGER} "
            "where kind = 'payment')",
        ),
        LEDGER,
        "was taken away",
    ),
    Kind(
        "an approval is invented: step, history and statement together, by who may not",
        (
            *off(STATEMENT),
            f"insert into {MOVE} "
            "(content_type_id, object_id, name, source, target, by_id, at, note)"
            f" select content_type_id, object_id, 'approve', source, target, {person('officer')}, "
            f"now(), '' from {MOVE} where {OF_STATEMENT} and name = 'approve' limit 1",
        ),
        STATEMENT,
        "the step “approve” (reviewed → approved) is not in its history",
    ),
    Kind(
        "the reason of a payment's history is changed",
        (
            "update commissions_historicalpayment set history_change_reason = 'mine' "
            "where history_id = 1",
        ),
        "commissions_historicalpayment",
        "was changed",
    ),
    Kind(
        "the tax of a statement is lowered, with a row of history",
        off(STATEMENT),
        STATEMENT,
        "changed what never changes: tax",
        with_history(Statement, tax=Decimal(-5)),
    ),
]
