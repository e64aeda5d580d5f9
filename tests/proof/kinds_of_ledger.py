"""Sixteen ways to falsify the ledger."""

from tests.proof.kinds import LEDGER, RECHAIN, REPLICA, Kind, off

COPIED = (
    "project_id, payee_id, agreement_id, policy_version_id, component, period, stage, currency, "
    "steps, contributions, due_on, tax_rate, borne, basis_id, run_id, posted_by_id, posted_at"
)
UNGROUNDED = COPIED.replace("basis_id", "null").replace("run_id", "null")
FIRST = f"(select min(id) from {LEDGER} where kind = 'earning')"
LAST = f"(select max(id) from {LEDGER})"
NO_FUNCTION = """
create or replace function commissions_ledger_first_bad_row() returns bigint language sql stable
as $$ select null::bigint $$
"""
EMPTY_DIGEST = """
create or replace function commissions_ledger_digest(row_ commissions_ledgerentry, previous text)
returns text language sql stable as $$ select repeat('0', 64) $$
"""
DOUBLING = """
create or replace function commissions_ledger_chain() returns trigger language plpgsql as $$
declare last record;
begin
    select sequence, hash into last from commissions_ledgerentry order by sequence desc limit 1;
    new.amount := new.amount * 2;
    new.sequence := last.sequence + 1;
    new.previous_hash := last.hash;
    new.hash := commissions_ledger_digest(new, new.previous_hash);
    return new;
end $$
"""


def inserted(
    values: str, columns: str = COPIED, kind: str = "earning", amount: int = 50_000
) -> str:
    """An entry by the trigger's own chain."""
    return (
        f"insert into {LEDGER} (kind, amount, previous_hash, hash, {columns}) "
        f"select '{kind}', {amount}, '', '', {values} from {LEDGER} where id = {FIRST}"
    )


KINDS = [
    Kind(
        "an earning is inserted by the trigger's own chain, on facts that were there",
        (inserted(COPIED),),
        LEDGER,
        "says 50000.00, and its facts come to -190000.00",
    ),
    Kind(
        "an earning is inserted by the trigger's own chain, on no facts at all",
        (inserted(COPIED.replace("basis_id", "null")),),
        LEDGER,
        "rests on no facts",
    ),
    Kind(
        "a base fee is inserted by the trigger's own chain, for a run that posted less",
        (
            inserted(
                COPIED.replace("project_id", "null")
                .replace("component", "'base_fee'")
                .replace("basis_id", "null")
            ),
        ),
        LEDGER,
        "entries that run",
    ),
    Kind(
        "a payment is booked by the trigger's own chain that nobody made",
        (inserted(UNGROUNDED, kind="payment", amount=-9_000),),
        LEDGER,
        "books -9000.00 as payment, for which there is no payment",
    ),
    Kind(
        "an advance is inserted in the name of a person who may not grant one",
        (
            inserted(
                UNGROUNDED.replace(
                    "posted_by_id", "(select id from core_user where username = 'officer')"
                ),
                kind="advance",
            ),
        ),
        LEDGER,
        "was granted by a person who had no right to",
    ),
    Kind(
        "the tail is cut off",
        (*off(LEDGER), f"delete from {LEDGER} where id = {LAST}"),
        LEDGER,
        "was taken away",
    ),
    Kind(
        "an entry in the middle is deleted, and the rest numbered and chained anew",
        (
            *off(LEDGER),
            f"delete from {LEDGER} where id = {FIRST} + 1",
            f"update {LEDGER} set sequence = sequence - 1 where id > {FIRST} + 1",
            RECHAIN,
        ),
        LEDGER,
        "was taken away",
    ),
    Kind(
        "everything is deleted",
        (*off(LEDGER), f"truncate {LEDGER} cascade"),
        LEDGER,
        "was taken away",
    ),
    Kind(
        "an amount is changed",
        (*off(LEDGER), f"update {LEDGER} set amount = amount + 1 where id = {FIRST}"),
        LEDGER,
        "was changed",
    ),
    Kind(
        "an amount is changed and all chained anew",
        (*off(LEDGER), f"update {LEDGER} set amount = amount + 1 where id = {FIRST}", RECHAIN),
        LEDGER,
        "was changed",
    ),
    Kind(
        "an amount is changed under the role of a replica",
        (
            f"alter table {LEDGER} enable trigger ledger_no_change",  # no longer “always”
            REPLICA,
            f"update {LEDGER} set amount = amount + 1 where id = {FIRST}",
            RECHAIN,
        ),
        LEDGER,
        "was changed",
    ),
    Kind(
        "the checking function is replaced by one that finds nothing, and an amount changed",
        (
            NO_FUNCTION,
            *off(LEDGER),
            f"update {LEDGER} set amount = 1 where id = {LAST}",
        ),
        LEDGER,
        "was changed",
    ),
    Kind(
        "the function of the hash is replaced, and an entry added with what it says",
        (EMPTY_DIGEST, inserted(COPIED)),
        LEDGER,
        "its hash is not that of what it says",
    ),
    Kind(
        "the trigger's function is replaced by one that doubles what is posted",
        (DOUBLING, inserted(COPIED, amount=25_000)),
        LEDGER,
        "says 50000.00, and its facts come to -190000.00",
    ),
    Kind(
        "the facts that an entry rests on are changed, and all chained anew",
        (
            *off(LEDGER, "commissions_basis"),
            "update commissions_basis set facts = jsonb_set(facts, '{milestones,signed}', "
            "'\"2021-03-01\"') where id = (select min(id) from commissions_basis)",
            RECHAIN,
        ),
        "commissions_basis",
        "was changed",
    ),
    Kind(
        "an entry is given to another payee, and all chained anew",
        (
            *off(LEDGER, "leads_agent"),
            "insert into leads_agent select (jsonb_populate_record(a, "
            '\'{"id": 900, "name": "别人"}\')).* from leads_agent a limit 1',
            f"update {LEDGER} set payee_id = 900 where id = {FIRST}",
            RECHAIN,
        ),
        LEDGER,
        "was changed",
    ),
]
