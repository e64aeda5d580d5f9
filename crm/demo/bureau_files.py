"""What the bureaus send each month in the demonstration: money received and taxes paid, brought in
as files and verified as lists, as finance does it.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from openpyxl import Workbook

from crm.core.errors import Refused
from crm.core.models import TableImport
from crm.core.runs.run import take_now
from crm.core.tables.begin import begin_import, confirm_import
from crm.core.tables.columns import TABLES
from crm.core.tables.importing import check_import, write_import
from parks.contributions.steps import VERIFY
from parks.models import Contribution, Enterprise
from parks.models.contribution import month_end

from .city import City

RECEIPTS = ["统一社会信用代码", "企业名称", "类别", "到资日期"]
RECEIPTS += ["到资金额（元）", "其中土地（元）", "币种", "原币金额（美元）", "汇率", "凭证号"]
TAXES = ["统一社会信用代码", "纳税人名称", "所属期起", "所属期止"]
TAXES += ["税收合计（元）", "地方留成（元）", "入库日期", "税票号码"]
LOCAL_SHARE = Decimal("0.4")
SEASON = [130, 70, 90, 120, 90, 90, 130, 80, 90, 120, 90, 100]  # per cent of an average month
COMES_ON = 8  # day of the next month
YUAN = Decimal(1)


@dataclass(frozen=True)
class Receipt:
    """Money that an enterprise receives or spends; ``money`` fills the columns of the file."""

    enterprise: Enterprise
    metric: str
    happened_on: date
    money: dict = field(default_factory=dict)


def bureau_story(city: City, today: date) -> Iterator[date]:
    """Until two years ago the taxes of a year come in one file; since then those of each month."""
    monthly_from = date(today.year - 1, 1, 1)
    for month in months(city.founded, today):
        arrival = month_end(month) + timedelta(days=COMES_ON)
        yield arrival
        receipts_until(city, month_end(month), is_verified=True)
        if month >= monthly_from and month < last_full_month(last_full_month(today)):
            rows = tax_rows(city, month, month_end(month))
        elif month.month == 12 and month < monthly_from:
            rows = tax_rows(city, date(month.year, 1, 1), month_end(month))
        else:
            continue
        verify_rows(bring_in(city, "tax", month, TAXES, rows), city)


def newest_receipts_story(city: City, today: date) -> Iterator[date]:
    """What came since the last file: of the last week nothing is verified yet."""
    yield today - timedelta(days=1)
    receipts_until(city, today - timedelta(days=7), is_verified=True)
    receipts_until(city, today - timedelta(days=1), is_verified=False)


def receipts_until(city: City, day: date, *, is_verified: bool):
    rows = [_receipt_row(receipt) for receipt in due_receipts(city, day)]
    job = bring_in(city, "receipts", day, RECEIPTS, rows)
    if is_verified:
        verify_rows(job, city)


def due_receipts(city: City, day: date) -> list[Receipt]:
    """The receipts until ``day``; they are taken from the city's list."""
    due = [receipt for receipt in city.receipts if receipt.happened_on <= day]
    city.receipts = [receipt for receipt in city.receipts if receipt.happened_on > day]
    return due


def verify_rows(job: TableImport | None, city: City):
    """Verify the rows of the file that nobody has judged yet."""
    contributions = Contribution.objects.filter(
        state=Contribution.State.REPORTED, source_import=job
    )
    keys = list(contributions.order_by("pk").values_list("pk", flat=True)) if job else []
    if keys:
        take_now(VERIFY, keys, by=city.people["finance"])


def months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = month_end(month) + timedelta(days=1)


def last_full_month(day: date) -> date:
    """The first day of the month before that of ``day``."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def tax_rows(city: City, begins: date, ends: date) -> list[list]:
    """What each enterprise that produced within the period paid for it."""
    rows = []
    for deal, enterprise, produced in city.taxpayers:
        since = max(begins, produced)
        if since < ends:
            rows.append(_tax_row(deal, enterprise, since, ends))
    return rows


def _tax_row(deal, enterprise, begins: date, ends: date) -> list:
    weights = [SEASON[month.month - 1] for month in months(begins, ends)]
    first = Decimal((month_end(begins) - begins).days + 1) / month_end(begins).day
    share = (sum(weights) - weights[0] * (1 - first)) / 1200
    deviation = 94 + (deal.number * 7 + ends.month * 5) % 13  # per cent
    local = (deal.local_tax * share * deviation / 100).quantize(YUAN)
    return [
        enterprise.credit_code,
        enterprise.name,
        begins,
        ends,
        local / LOCAL_SHARE,
        local,
        ends,
        f"SP-{ends:%y%m}-{deal.number:04d}",
    ]


def _receipt_row(receipt: Receipt) -> list:
    money = receipt.money
    return [
        receipt.enterprise.credit_code,
        receipt.enterprise.name,
        str(Contribution.Metric(receipt.metric).label),
        receipt.happened_on,
        money.get("amount"),
        money.get("land_amount"),
        money.get("currency"),
        money.get("original_amount"),
        money.get("rate"),
        f"PZ-{receipt.happened_on:%y%m%d}-{receipt.enterprise.pk:04d}",
    ]


def bring_in(city: City, table: str, month: date, titles: list[str], rows: list[list]):
    """The file is read, checked and confirmed, as by the screens. Returns the import."""
    if not rows:
        return None
    by = city.people["finance_2"]
    name = {"tax": "税收", "receipts": "到位资金"}[table]
    upload = ContentFile(_workbook([titles, *rows]), name=f"{month:%Y年%m月}{name}.xlsx")
    job = begin_import(TABLES[f"parks.{table}"], upload, by=by)
    check_import(job)
    confirm_import(job, by=by, is_sure=True)
    job.refresh_from_db()
    write_import(job)
    job.refresh_from_db()
    if job.phase != TableImport.Phase.DONE:
        raise Refused(f"{name}: {job.error} {job.problems}")
    return job


def _workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
