"""A month's tax file of 50,000 rows, one in a hundred faulty: from the upload to the last
contribution and worklist row; then all of it verified.
"""

import io
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402
from bench.engine import a_deal, copy_rows, run_sql

ROWS = 50_000
FAULTY_ONE_IN = 100
TITLES = ["统一社会信用代码", "纳税人名称", "所属月份", "税收合计（元）", "地方留成（元）"]


def main():
    with empty_database():
        from crm.core.background.send import Published
        from parks.models import Contribution, UnmatchedRow

        Published.__call__ = lambda self: None  # the work is done here, not in a worker
        settle_enterprises()
        user, content = bureau("finance"), tax_file()
        start = time.perf_counter()
        first = bring_in(content, user)
        elapsed = time.perf_counter() - start
        faulty_count = ROWS // FAULTY_ONE_IN
        stored = (
            Contribution.objects.count(),
            Contribution.history.count(),
            UnmatchedRow.objects.count(),
        )
        assert stored == (ROWS - faulty_count, ROWS - faulty_count, faulty_count), stored
        assert len({problem[0] for problem in first.problems}) == faulty_count and all(
            problem[4] for problem in first.problems
        )
        again = bring_in(content, user)
        assert (again.new_count, again.changed_count, again.same_count) == (
            0,
            0,
            ROWS - faulty_count,
        )
        assert stored == (
            Contribution.objects.count(),
            Contribution.history.count(),
            UnmatchedRow.objects.count(),
        )
        print(f"contributions.tax_file_rows {ROWS} rows")
        print(f"contributions.tax_file_seconds {elapsed:.2f} s")
        print(f"contributions.verify_{ROWS}_seconds {seconds_to_verify():.2f} s")


def settle_enterprises():
    """As many settled enterprises as the file has sound rows, each with a project that somebody
    brought.
    """
    from crm.core.writing import bulk
    from parks.models import Contribution, Enterprise

    deal = a_deal()
    copies = f"generate_series(1, {ROWS}) n"
    copy_rows("leads_lead", deal["lead"].pk, copies, id="1000000 + n", number="'XS-' || n")
    copy_rows(
        "leads_project",
        deal["project"].pk,
        copies,
        id="1000000 + n",
        number="'XM-' || n",
        lead_id="1000000 + n",
    )
    copy_rows("leads_referral", deal["referrals"][0].pk, copies, project_id="1000000 + n")
    Contribution.objects.all().delete()
    Contribution.history.all().delete()
    enterprise = deal["enterprise"]
    rows = [
        Enterprise(
            project_id=1_000_000 + n,
            company_id=enterprise.company_id,
            park_id=enterprise.park_id,
            name=f"基准企业{n}",
            credit_code=credit_code(n),
            registered_on=enterprise.registered_on,
        )
        for n in range(1, ROWS + 1)
    ]
    bulk.insert(Enterprise, rows, by=None)
    run_sql("analyze")


def credit_code(serial: int) -> str:
    from stdnum.cn import uscc

    body = f"91430700BEN{serial:06d}"
    return body + uscc.calc_check_digit(body)


def tax_file() -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["2026年9月入园企业税收情况表"])
    sheet.append(TITLES)
    for n in range(1, ROWS + 1):
        sheet.append(faulty(n) if n % FAULTY_ONE_IN == 0 else sound(n))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def sound(n: int) -> list:
    return [credit_code(n), f"基准企业{n}", "2026年9月", 100_000 + n, 40_000.25 + n % 1000]


def faulty(n: int) -> list:
    """In turn: a wrong check character, nobody's code, no number, more local share than tax, no
    such month.
    """
    row = sound(n)
    place, value = [
        (0, row[0][:17] + ("0" if row[0][17] != "0" else "1")),
        (0, credit_code(900_000 + n // FAULTY_ONE_IN)),
        (3, "约十万"),
        (4, 9_999_999),
        (2, "2026年13月"),
    ][n // FAULTY_ONE_IN % 5]
    row[place] = value
    return row


def seconds_to_verify() -> float:
    """Another person verifies the whole month; an own row of theirs is left."""
    from crm.core.models import Move
    from crm.core.runs.begin import begin_run
    from crm.core.runs.run import work_through
    from parks.contributions.steps import VERIFY
    from parks.models import Contribution

    other = bureau("finance2")
    run_sql("analyze")
    contribution = Contribution.objects.order_by("pk").last()
    Contribution.objects.filter(pk=contribution.pk).update(reported_by=other)
    run = begin_run(
        VERIFY, Contribution.objects.filter(state="reported").values_list("pk", flat=True), by=other
    )
    start = time.perf_counter()
    work_through(run)
    elapsed = time.perf_counter() - start
    run.refresh_from_db()
    verified = Contribution.objects.verified().count()
    assert (run.phase, run.taken, run.left.get().key) == ("done", verified, contribution.pk), (
        run.phase,
        run.taken,
        run.error,
    )
    assert (
        verified
        == Move.objects.filter(name="verify", by=other).count()
        == Contribution.history.filter(state="verified", history_user=other).count()
    )
    return elapsed


def bureau(name: str):
    from crm.core.granting import give_role
    from crm.core.models import User

    user = User.objects.create_user(name)
    give_role(user, "finance")
    return User.objects.get(pk=user.pk)


def bring_in(content: bytes, user):
    """As the worker does: read, compare, keep the preview; then load it, compare again, write."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from crm.core.models import TableImport
    from crm.core.tables.begin import begin_import, confirm_import
    from crm.core.tables.columns import TABLES
    from crm.core.tables.importing import check_import, write_import

    job = begin_import(TABLES["parks.tax"], SimpleUploadedFile("tax.xlsx", content), by=user)
    check_import(TableImport.objects.get(pk=job.pk))
    confirm_import(job, by=user)
    write_import(TableImport.objects.get(pk=job.pk))
    result = TableImport.objects.get(pk=job.pk)
    assert result.phase == "done", (result.error, result.problems[:3])
    return result


if __name__ == "__main__":
    main()
