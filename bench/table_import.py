"""Importing a ledger of 100,000 companies whole, from file to history, against openpyxl merely
reading the file.
"""

import io
import time
from types import SimpleNamespace

from database import empty_database

ROWS = 100_000
TITLES = [
    "企业名称",
    "英文名称",
    "统一社会信用代码",
    "国家",
    "地区",
    "行业",
    "上级集团",
    "网址",
    "备注",
]


def ledger() -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["企业台账"])
    sheet.append(TITLES)
    for n in range(ROWS):
        sheet.append(
            [
                f"湖南示范{n}号新能源科技有限公司",
                f"Demo {n} New Energy Co., Ltd.",
                None,
                "中国",
                "湖南省",
                "3841",
                None,
                f"https://example.com/{n}",
                f"2026年第{n}次拜访，意向投资",
            ]
        )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_only(content: bytes):
    from openpyxl import load_workbook

    for _row in load_workbook(io.BytesIO(content), read_only=True, data_only=True).active.iter_rows(
        values_only=True
    ):
        pass


def bring_in(content: bytes, user):
    """As the worker does: read, compare, keep the preview; then load it, compare again, write."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from crm.core.models import TableImport
    from crm.core.tables.begin import begin_import, confirm_import
    from crm.core.tables.columns import TABLES
    from crm.core.tables.importing import check_import, write_import

    job = begin_import(
        TABLES["leads.company"], SimpleUploadedFile("companies.xlsx", content), by=user
    )
    check_import(TableImport.objects.get(pk=job.pk))
    confirm_import(job, by=user)
    write_import(TableImport.objects.get(pk=job.pk))
    result = TableImport.objects.get(pk=job.pk)
    assert result.phase == "done", (result.error, result.problems[:3])
    return result


def seconds(work, *arguments):
    start = time.perf_counter()
    result = work(*arguments)
    return SimpleNamespace(took=time.perf_counter() - start, result=result)


with empty_database():
    from crm.core.background.send import Published
    from crm.core.granting import give_role
    from crm.core.models import User
    from leads.models import Company

    Published.__call__ = lambda self: None  # the work is done here, not in a worker
    user = User.objects.create_user("bench")
    give_role(user, "officer")
    user = User.objects.get(pk=user.pk)
    content = ledger()
    before = seconds(read_only, content).took
    first = seconds(bring_in, content, user)
    reading = (before + seconds(read_only, content).took) / 2
    assert (first.result.new_count, Company.objects.count(), Company.history.count()) == (
        ROWS,
        ROWS,
        ROWS,
    )
    again = seconds(bring_in, content, user)
    assert (again.result.same_count, Company.history.count()) == (ROWS, ROWS)
    print(f"import.rows {ROWS} rows")
    print(f"import.vs_openpyxl_read {first.took / reading:.2f} ×")
    print(f"import.again_vs_openpyxl_read {again.took / reading:.2f} ×")
