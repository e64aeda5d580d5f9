"""Importing a target list: read whole, checked whole, then written or not at all."""

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from crm.core.history import create_many, save_as
from leads.models import Company, Region, TargetEntry, TargetList

from .identify import companies_named
from .likeness import note_candidates
from .names import core_name

# Column → (factor to whole units, currency).
REVENUE_COLUMNS = {"revenue_musd": (Decimal(1_000_000), "USD"), "revenue_10k_cny": (Decimal(10_000), "CNY"), "revenue_cny": (Decimal(1), "CNY")}


@dataclass(frozen=True)
class Row:
    number: int
    rank: int
    name: str
    name_en: str
    place: str
    revenue: Decimal | None
    currency: str


@dataclass
class Plan:
    """What an import would do; ``problems`` are (row, column, message) and stop it."""

    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What ``import_plan`` would do. ``joined`` are (rank, name on the list, stored company)."""

    new_entries: int
    new_companies: int
    joined: list[tuple[int, str, Company]]


@dataclass(frozen=True)
class Result:
    entries: int
    new_entries: int
    new_companies: int
    candidates: int


def read_plan(name: str, content: bytes) -> Plan:
    """Read a CSV (UTF-8 or GB18030) or XLSX file. Row numbers are those of the file, the heading being row 1."""
    plan = Plan()
    try:
        table = _xlsx(content) if Path(name).suffix.lower() == ".xlsx" else _csv(content)
    except UnicodeDecodeError as error:
        plan.problems.append((content[: error.start].count(b"\n") + 1, "", _("The text is neither UTF-8 nor GB18030. Save the file again as “CSV UTF-8”.")))
        return plan
    if not table:
        plan.problems.append((1, "", _("The file is empty.")))
        return plan
    heading = [str(cell or "").strip() for cell in table[0]]
    revenue = next((column for column in REVENUE_COLUMNS if column in heading), None)
    for column in ("rank", "name_zh"):
        if column not in heading:
            plan.problems.append((1, column, _("This column is missing.")))
    if revenue is None:
        plan.problems.append((1, "revenue", _("One of these columns is needed: %s.") % ", ".join(REVENUE_COLUMNS)))
    if not plan.problems:
        _read_rows(table, heading, revenue, plan)
    return plan


def _read_rows(table, heading, revenue, plan):
    seen = {}
    for number, cells in enumerate(table[1:], start=2):
        values = {column: str(cell).strip() if cell is not None else "" for column, cell in zip(heading, cells, strict=False)}
        if not any(values.values()):
            continue
        row = _row(number, values, revenue, plan)
        if row and row.rank in seen:
            plan.problems.append((number, "rank", _("Rank %(rank)d already stands in row %(row)d.") % {"rank": row.rank, "row": seen[row.rank]}))
        elif row:
            seen[row.rank] = number
            plan.rows.append(row)


def _row(number, values, revenue, plan) -> Row | None:
    factor, currency = REVENUE_COLUMNS[revenue]
    before = len(plan.problems)
    if not values.get("rank", "").isdigit() or int(values["rank"]) < 1:
        plan.problems.append((number, "rank", _("“%s” is not a rank.") % values.get("rank", "")))
    if not values.get("name_zh"):
        plan.problems.append((number, "name_zh", _("The name is missing.")))
    amount = None
    try:
        amount = Decimal(values[revenue].replace(",", "")) * factor if values.get(revenue) else None
        if amount is not None and (not amount.is_finite() or amount < 0):
            raise InvalidOperation
    except InvalidOperation:
        plan.problems.append((number, revenue, _("“%s” is not an amount.") % values[revenue]))
    if len(plan.problems) > before:
        return None
    place = values.get("country_zh") or values.get("province") or ""
    return Row(number, int(values["rank"]), values["name_zh"], values.get("name_en", ""), place, amount, currency)


def _csv(content: bytes):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return list(csv.reader(io.StringIO(text)))


def _xlsx(content: bytes):
    from openpyxl import load_workbook

    return [list(row) for row in load_workbook(io.BytesIO(content), read_only=True, data_only=True).active.iter_rows(values_only=True)]


def compare(plan: Plan, *, kind: str, year: int) -> Preview:
    """What the import would change. A rank that is stored for another company becomes a problem of the plan."""
    known = dict(TargetEntry.objects.filter(target_list__kind=kind, target_list__year=year).values_list("rank", "name_as_listed"))
    for row in plan.rows:
        if row.rank in known and core_name(known[row.rank]) != core_name(row.name):
            message = _("Rank %(rank)d is stored as “%(stored)s”; the file has “%(name)s”. Correct the target, or the file.")
            plan.problems.append((row.number, "rank", message % {"rank": row.rank, "stored": known[row.rank], "name": row.name}))
    fresh = [row for row in plan.rows if row.rank not in known]
    found, new = _stored_companies(fresh)
    companies = Company.objects.in_bulk(found.values())
    return Preview(len(fresh), len(new), [(row.rank, row.name, companies[found[row.rank]]) for row in fresh if row.rank in found])


@transaction.atomic
def import_plan(plan: Plan, *, kind: str, year: int, source: str = "", by=None) -> Result:
    """Write a plan without problems. The same plan again changes nothing."""
    if plan.problems:
        raise ValueError("a plan with problems is not imported")
    target_list = TargetList.objects.filter(kind=kind, year=year).first()
    if target_list is None:
        target_list = save_as(TargetList(kind=kind, year=year, source=source), by=by, reason=_("import"))
    known = {entry.rank for entry in target_list.entries.all()}
    fresh = [row for row in plan.rows if row.rank not in known]
    companies, created = _companies_for(fresh, by)
    entries = [
        TargetEntry(
            target_list=target_list, rank=row.rank, company=companies[row.rank], name_as_listed=row.name, place=row.place,
            revenue=row.revenue, currency=row.currency,
        )
        for row in fresh
    ]  # fmt: skip
    create_many(TargetEntry, entries, by=by, reason=_("import of %(list)s") % {"list": target_list})
    candidates = note_candidates(created, by)
    return Result(len(plan.rows), len(entries), len(created), candidates)


def _companies_for(rows, by):
    """{rank: company}: the stored one where a name means it beyond doubt, else a new one; and the new ones."""
    found, fresh = _stored_companies(rows)
    regions = {region.name: region for region in Region.objects.filter(parent=None)}
    created = create_many(Company, [_new_company(row, regions) for row in fresh], by=by, reason=_("import"))
    companies = Company.objects.in_bulk(found.values())
    result = {rank: companies[pk] for rank, pk in found.items()}
    result.update({row.rank: company for row, company in zip(fresh, created, strict=True)})
    return result, created


def _stored_companies(rows) -> tuple[dict[int, int], list[Row]]:
    """({rank: key of the stored company}, rows whose company is not stored)."""
    sure = companies_named({name for row in rows for name in (row.name, row.name_en) if name})
    found, fresh, taken = {}, [], set()
    for row in rows:
        pks = sure[row.name] or sure.get(row.name_en, [])
        pk = next((each for each in pks if each not in taken), None)
        if pk:
            found[row.rank] = pk
            taken.add(pk)
        else:
            fresh.append(row)
    return found, fresh


def _new_company(row, regions) -> Company:
    in_china = row.place in regions or row.place in ("", "中国") or row.currency == "CNY"
    return Company(name=row.name, name_en=row.name_en, country="中国" if in_china else row.place, region=regions.get(row.place))
