"""The first machine is killed and its disk is gone: what was confirmed stands in the second place,
or it is counted what a dump alone loses.
"""

import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import pytest

from crm.launch import embedded, wal

WRITERS, SECONDS = 4, 3


class Machine:
    """A server of its own with one table."""

    def __init__(self, base: Path):
        base.mkdir()
        self.base, self.host = base, Path(embedded.settings(base)["HOST"])
        self.server = {
            "PGHOST": str(self.host),
            "PGUSER": "deshang_backup",
            "PGDATABASE": embedded.DATABASE,
        }

    def start(self):
        try:
            embedded.ensure_running(self.base)
        except embedded.EmbeddedError as error:
            log = self.host / "server.log"
            raise AssertionError(log.read_text()[-3000:]) from error
        return self

    def connect(self):
        return psycopg.connect(
            host=str(self.host), user="deshang", dbname=embedded.DATABASE, autocommit=True
        )

    def sql(self, text: str) -> list:
        with self.connect() as connection:
            found = connection.execute(text)
            return found.fetchall() if found.description else []

    def numbers(self) -> set[int]:
        return {number for (number,) in self.sql("select number from payments")}

    def lose(self):
        """Power and disk at once."""
        postmaster = psutil.Process(int((self.host / "postmaster.pid").read_text().split()[0]))
        below = postmaster.children(recursive=True)
        for each in (postmaster, *below):
            with suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGKILL)
        psutil.wait_procs([postmaster, *below], timeout=20)
        shutil.rmtree(self.host)

    def clear(self):
        if self.host.exists():
            embedded.stop(self.base)
            shutil.rmtree(self.host, ignore_errors=True)


@pytest.fixture
def first(tmp_path):
    machine = Machine(tmp_path / "first").start()
    machine.sql("create table payments (number bigint primary key, at timestamptz default now())")
    machine.sql("grant select on payments to deshang_backup")
    try:
        yield machine
    finally:
        machine.clear()


@pytest.fixture
def place():
    """Of the account that the server runs under, which does not enter pytest's folders."""
    folder = embedded.SYSTEM_HOME / f"place-{time.time_ns()}"
    folder.mkdir(parents=True, mode=0o700)
    wal._give(folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def second(tmp_path):
    machine = Machine(tmp_path / "second")
    yield machine
    machine.clear()


@contextmanager
def received(machine, place):
    receiver = wal.receive(embedded.command, machine.server, place)
    for statement in wal.REQUIRE:
        machine.sql(statement)
    until = time.monotonic() + 30
    asked = "select count(*) from pg_stat_replication where sync_state = 'sync'"
    while machine.sql(asked) != [(1,)] and time.monotonic() < until:
        time.sleep(0.1)
    try:
        yield
    finally:
        receiver.terminate()
        receiver.wait(20)


def written_while(machine, act) -> set[int]:
    """What was confirmed to some writers who write until the machine is gone; ``act`` loses it."""
    confirmed, gone = set(), threading.Event()

    def write(writer: int):
        with suppress(psycopg.OperationalError), machine.connect() as connection:
            for number in range(writer, 10_000_000, WRITERS):
                if gone.is_set():
                    return
                connection.execute("insert into payments values (%s)", [number])
                confirmed.add(number)

    writers = [threading.Thread(target=write, args=(each,)) for each in range(WRITERS)]
    for each in writers:
        each.start()
    time.sleep(SECONDS)
    act()
    gone.set()
    for each in writers:
        each.join(20)
    return confirmed


def test_nothing_that_was_confirmed_is_lost_with_the_first_machine(first, second, place):
    first.sql("insert into payments values (-1)")
    wal.copy_base(embedded.command, first.server, place)
    with received(first, place):
        confirmed = written_while(first, first.lose)
    assert len(confirmed) > 20
    wal.recover(place, second.host)
    second.start()
    embedded.await_writable(second.base, 60)
    assert (confirmed | {-1}) - second.numbers() == set()
    second.sql("insert into payments values (-2)")  # and work goes on there


def test_the_state_of_a_moment_comes_back(first, second, place):
    wal.copy_base(embedded.command, first.server, place)
    with received(first, place):
        first.sql("insert into payments values (1)")
        time.sleep(0.1)
        before = datetime.now(UTC)
        time.sleep(0.1)
        first.sql("insert into payments values (2)")
        first.sql("delete from payments where number = 1")  # the mistake
        first.lose()
    wal.recover(place, second.host, before)
    second.start()
    embedded.await_writable(second.base, 60)
    assert second.numbers() == {1}


def test_a_dump_alone_loses_what_came_after_it(first, second, tmp_path):
    first.sql("insert into payments select generate_series(-100, -1)")
    dump = subprocess.run(
        embedded.command("pg_dump", "--format=custom", "--table=payments"),
        env=first.server,
        cwd="/",
        capture_output=True,
        check=True,
    ).stdout
    confirmed = written_while(first, first.lose)
    second.start()
    subprocess.run(
        embedded.command("pg_restore", "--no-owner", f"--dbname={embedded.DATABASE}"),
        env={**second.server, "PGUSER": "deshang"},
        cwd="/",
        input=dump,
        check=True,
    )
    assert second.numbers() == set(range(-100, 0))
    assert len(confirmed) > 20 and confirmed & second.numbers() == set()


def test_a_second_place_is_never_put_over_what_is_there(first, place):
    with pytest.raises(wal.WalError, match="not empty"):
        wal.recover(place, first.host)
    with pytest.raises(wal.WalError, match="no copy"):
        wal.recover(place, first.base / "new")
