"""A settlement that is killed, started twice at once or repeated leaves exactly one result. Real
processes, really killed.
"""

import time

import pytest

from parks.models import Contribution
from tests.own_database import own_database
from tests.set_up import with_history

ONE_MORE_EACH = """
    insert into parks_contribution (enterprise_id, metric, amount, happened_on, land_amount,
        currency, remark, state, reported_by_id, reported_at, is_demo, is_refund, voucher)
    select id, 'fixed_assets', 3000000, current_date - 1, 0, 'CNY', '', 'verified', (select min(id)
        from core_user), now(), true, false, '' from parks_enterprise
"""
LEDGER = "select count(*), sum(amount) from commissions_ledgerentry"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    files = tmp_path_factory.mktemp("private")
    with own_database("settle", files, furnished=True) as database:
        yield database


def expected(database) -> int:
    """How many entries a settlement would post now."""
    lines = database.manage("settle", "--preview").stdout.splitlines()
    return len([line for line in lines if not line.startswith("  ")])


def waits_for_a_lock(database) -> bool:
    return bool(
        database.sql(
            "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = "
            "current_database()"
        )
    )


def test_a_killed_settlement_leaves_nothing_half_done(database):
    before = database.sql(LEDGER)
    database.sql(with_history(ONE_MORE_EACH, Contribution))
    due = expected(database)
    assert due > 5
    with database.connect() as other:
        other.execute("select id from leads_project order by id desc limit 1 for update")
        other.execute("lock table commissions_ledgerentry in share mode")
        process = database.start("settle")
        for _attempt in range(200):
            if waits_for_a_lock(database):
                break
            time.sleep(0.1)
        assert process.poll() is None, process.stdout.read()
        process.kill()
        process.wait()
    assert database.sql(LEDGER) == before
    assert database.manage("settle").returncode == 0
    assert database.sql(LEDGER)[0][0] == before[0][0] + due
    assert expected(database) == 0


def test_two_settlements_at_once_post_once(database):
    before = database.sql(LEDGER)[0][0]
    database.sql(with_history(ONE_MORE_EACH, Contribution))
    due = expected(database)
    processes = [database.start("settle") for _each in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert database.sql(LEDGER)[0][0] == before + due
    assert database.manage("settle").stdout.startswith("0 projects, 0 entries")
    assert database.manage("verify_ledger").returncode == 0


def test_lanes_keep_the_order_and_leave_no_connection_behind(database):
    code = """
import time
from django.db import connection
from commissions.settlement.settle import _in_lanes

def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]

batches = [[number] for number in range(6)]
done = list(_in_lanes(lambda batch: (batch, asked("select pg_backend_pid()")), batches))
own = asked("select pg_backend_pid()")
mine = "select count(*) from pg_stat_activity where application_name = 'lanes'"
for _try in range(100):  # a connection that was closed ends in its own time
    if asked(mine) > 1:
        time.sleep(0.1)
print([batch for batch, _pid in done] == batches, own in {pid for _batch, pid in done}, asked(mine))
"""
    database.env["PGAPPNAME"] = "lanes"
    assert database.manage("shell", "-c", code).stdout.split()[-3:] == ["True", "False", "1"]


def test_every_entry_can_be_worked_out_again(database):
    code = """
from commissions.models import LedgerEntry
from commissions.settlement.snapshot import replay
based = LedgerEntry.objects.earned().filter(basis__isnull=False)
some = based.select_related("basis__policy_version")
print(len(some), [entry.sequence for entry in some if replay(entry) != entry.amount])
"""
    told = database.manage("shell", "-c", code).stdout.strip().splitlines()[-1]
    count, wrong = told.split(" ", 1)
    assert (int(count) > 50, wrong) == (True, "[]")
