"""An issued agreement against bare WeasyPrint on the same HTML, and a batch of statements with one
worker and with two.
"""

import multiprocessing
import statistics
import tempfile
import time
from datetime import date
from decimal import Decimal

from database import empty_database, use_database
from engine import a_deal

STATEMENTS = 100
ROUNDS, ROUNDS_OF_BATCH = 9, 5
WORKERS = (1, 2)


def main():
    from django.db import connection

    with empty_database(), tempfile.TemporaryDirectory() as folder:
        keep_files_in(folder)
        agreements, statements, officer, finance = records()
        sealed, bare = rendering(agreements, officer)
        print(f"documents.bare_cpu_ms {bare * 1000:.0f} ms")
        print(f"documents.sealed_cpu_ms {sealed * 1000:.0f} ms")
        print(f"documents.sealed_vs_bare {sealed / bare:.2f} ×")
        batch_of = {
            workers: Batch(
                workers, statements[workers], finance, connection.settings_dict["NAME"], folder
            )
            for workers in WORKERS
        }
        for _round in range(ROUNDS_OF_BATCH):
            for batch in batch_of.values():
                batch.go_on()
        for workers, batch in batch_of.items():
            batch.close()
            print(f"documents.batch_{workers}_workers {batch.taken:.1f} s")
        print(f"documents.two_workers_gain {batch_of[1].taken / batch_of[2].taken:.2f} ×")
        print(
            f"documents.two_workers_gain_of_bare_weasyprint "
            f"{batch_of[1].taken_bare / batch_of[2].taken_bare:.2f} ×"
        )


def keep_files_in(folder: str):
    from django.conf import settings

    settings.SEAL_TEST_CERTIFICATE = True
    settings.STORAGES["private"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder},
    }


def records():
    """Approved agreements, statements for each number of workers, and who issues them."""
    from commissions.models import Agreement, LedgerEntry, Statement, StatementLine
    from commissions.settlement.settle import settle
    from crm.core.granting import give_role
    from crm.core.models import Department, User
    from leads.models import Agent, PayeeAccount

    a_deal()
    settle(as_of=date(2026, 1, 1))
    department, agent, agreement = (
        Department.objects.get(),
        Agent.objects.first(),
        Agreement.objects.first(),
    )
    officer, finance = (
        User.objects.create_user(role, name=role, department=department)
        for role in ("officer", "finance")
    )
    give_role(officer, "officer")
    give_role(finance, "finance")
    facts = {
        "agent": agent,
        "policy_version": agreement.policy_version,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2028, 12, 31),
        "state": "approved",
        "base_fee": Decimal(100_000),
    }
    agreements = Agreement.objects.bulk_create(
        [Agreement(number=f"XY-1-{n}", **facts) for n in range(ROUNDS + 1)]
    )
    account = PayeeAccount.objects.create(
        agent=agent, holder=agent.name, bank="基准银行", number="6222021902001234567"
    )
    entries = list(LedgerEntry.objects.filter(payee=agent)[:4])
    total = sum(entry.amount for entry in entries)
    facts = {
        "payee": agent,
        "account": account,
        "title": "2025",
        "total": total,
        "state": "confirmed",
        "created_by": finance,
    }
    statements = {
        workers: Statement.objects.bulk_create(
            [Statement(number=f"DZ-{workers}-{n}", **facts) for n in range(STATEMENTS)]
        )
        for workers in WORKERS
    }
    StatementLine.objects.bulk_create(
        [
            StatementLine(statement=statement, entry=entry, is_live=False)
            for batch in statements.values()
            for statement in batch
            for entry in entries
        ]
    )
    return agreements, statements, User.objects.get(pk=officer.pk), User.objects.get(pk=finance.pk)


def rendering(agreements, officer) -> tuple[float, float]:
    """(sealed, bare): medians of the seconds of processor time, taken in turns; the first of each,
    which reads the font, does not count.
    """
    from django.utils.translation import override

    from commissions.documents.issue import context_of, issue, mark_of, unsealed
    from commissions.documents.render import page_of
    from commissions.documents.seal import put_seal, seal_for
    from commissions.documents.templates import html_of

    sealed, bare, seal = [], [], seal_for(is_demo=False)
    for agreement in agreements:
        document = issue("agreement", agreement, by=officer)
        mark = mark_of(document, seal)
        with override("zh-hans"):
            html = html_of(document.template.files, context_of(document, mark=mark))
        bare.append(seconds_of(lambda html=html: page_of(html).write_pdf()))
        sealed.append(
            seconds_of(
                lambda document=document, mark=mark: put_seal(unsealed(document, mark=mark), seal)
            )
        )
    return statistics.median(sealed[1:]), statistics.median(bare[1:])


def seconds_of(act) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


class Batch:
    """A batch worked off in parts by so many processes, which have started and read the font
    before; ``taken`` seconds in all.

    After each part the same processes render as many pages by bare WeasyPrint: what the machine
    allows at that time.
    """

    def __init__(self, workers: int, statements, finance, database: str, folder: str):
        from commissions.models import BatchDocument, DocumentBatch

        self.batch = DocumentBatch.objects.create(kind="statement", created_by=finance)
        self.lines = [
            line.pk
            for line in BatchDocument.objects.bulk_create(
                [
                    BatchDocument(batch=self.batch, object_id=statement.pk)
                    for statement in statements
                ]
            )
        ]
        self.part = len(self.lines) // ROUNDS_OF_BATCH
        self.taken = self.taken_bare = 0.0
        self.pool = multiprocessing.get_context("spawn").Pool(
            workers, begin_worker, [database, folder, statements[0].pk, finance.pk]
        )
        self.pool.map(time.sleep, [1] * workers, chunksize=1)

    def go_on(self):
        part, self.lines = self.lines[: self.part], self.lines[self.part :]
        self.taken += self._seconds(work, part)
        self.taken_bare += self._seconds(bare, [html_of_statement(self.batch)] * self.part)

    def _seconds(self, job, arguments) -> float:
        start = time.perf_counter()
        self.pool.map(job, arguments, chunksize=1)
        return time.perf_counter() - start

    def close(self):
        from commissions.models import IssuedDocument

        self.pool.terminate()
        assert (
            IssuedDocument.objects.issued().filter(batch_line__batch=self.batch).count()
            == STATEMENTS
        )


def html_of_statement(batch) -> str:
    from commissions.documents.issue import context_of
    from commissions.documents.templates import html_of

    document = batch.lines.first().document
    return html_of(document.template.files, context_of(document, mark=""))


def bare(html: str):
    from commissions.documents.render import page_of

    page_of(html).write_pdf()


def begin_worker(database: str, folder: str, statement: int, finance: int):
    use_database(database)
    keep_files_in(folder)
    from commissions.documents.issue import preview
    from commissions.models import Statement
    from crm.core.models import User

    preview("statement", Statement.objects.get(pk=statement), by=User.objects.get(pk=finance))


def work(line: int):
    from commissions.documents.issue_of_batch import issue_line

    issue_line(line)


if __name__ == "__main__":
    main()
