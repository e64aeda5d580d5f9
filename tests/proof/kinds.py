"""A kind of tampering: what it is in words, how it is done by whoever owns the database, and which
row the verification has to name, with what it says of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

LEDGER = "commissions_ledgerentry"
REPLICA = "set local session_replication_role = replica"
# As the trigger would have chained it: nothing inside the database tells the difference.
RECHAIN = f"""
do $$
declare entry {LEDGER}; before text := '';
begin
    for entry in select * from {LEDGER} order by sequence loop
        entry.previous_hash := before;
        update {LEDGER} set previous_hash = before, hash = commissions_ledger_digest(entry, before)
        where id = entry.id returning hash into before;
    end loop;
end $$
"""


@dataclass(frozen=True)
class Kind:
    """``sql`` is run as superuser, then ``act`` with the city; ``of`` is the row's table."""

    words: str
    sql: tuple[str, ...]
    of: str
    says: str
    act: Callable | None = None

    def __str__(self):
        return self.words


def off(*tables: str) -> tuple[str, ...]:
    """All triggers of these tables disabled, foreign keys too."""
    return tuple(f"alter table {table} disable trigger all" for table in tables)
