"""Importing a target list: read whole, checked whole, then written or not at all."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from crm.core.money import scaled
from crm.core.tables import read as tables
from crm.core.tables.doubts import beside_usual, median_of, of_rows
from crm.core.tables.plan import Question
from crm.core.tables.preview import what_was_read
from crm.core.tables.quantities import Foreign
from crm.core.tables.reader import BadFile
from crm.core.turns import take_turns
from crm.core.writing.history import create_many, save_as

from ..companies.identify import companies_named
from ..companies.likeness import note_candidates
from ..companies.target_columns import TABLE
from ..models import Company, Region, TargetEntry, TargetList
from ..naming.names import core_name

REVENUE_COLUMNS = ("revenue_musd", "revenue_10k_cny", "revenue_cny")


@dataclass(frozen=True)
class Row:
    number: int
    rank: int
    name: str
    name_en: str
    place: str
    revenue: Decimal | None
    currency: str
    year: int | None = None


@dataclass
class Plan:
    """What an import would do; ``problems`` are (row or None, column, message) and stop it.

    ``notes`` say what was read, ``seen`` in which units and which rows were left out, ``odd`` what
    is to be asked back,
    ``questions`` are the columns whose unit a person must say first; ``by_rank`` and ``by_name``
    are the
    rows of what was read so far.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[int | None, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: dict = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    by_rank: dict[int, int] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What ``import_plan`` would do. ``joined`` are (rank, name on the list, stored company);
    ``doubts`` must be said yes to.
    """

    new_entries: int
    new_companies: int
    joined: list[tuple[int, str, Company]]
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    entries: int
    new_entries: int
    new_companies: int
    candidates: int


def read_plan(name: str, content: bytes, *, units=None, asks: bool = False) -> Plan:
    """What a list in CSV or XLSX says. Row numbers are those of the file.

    ``units`` are those that a person chose; a unit that is lacking is a question where one
    ``asks``, else a problem.
    """
    plan = Plan()
    try:
        read = tables.read_plan(TABLE, name, content, user=None, units=units)
    except BadFile as bad:
        plan.problems.append((None, "", str(bad)))
        return plan
    if asks:
        plan.questions = read.questions
    else:
        read.refuse_questions()
    revenue = _check_columns(read)
    plan.notes, plan.seen, plan.odd = read.notes, what_was_read(read), of_rows(read)
    for number, values in read.rows:
        if number not in read.faulty:
            _add_row(plan, read, number, values, revenue)
    plan.problems += [(problem.row, problem.title, problem.message) for problem in read.problems]
    plan.problems.sort(key=lambda each: each[0])
    return plan


def _check_columns(read) -> str:
    """The name of the column that holds the revenue; problems of ``read`` for columns that lack."""
    for name in ("rank", "name_zh"):
        if name not in read.places and not (name == "name_zh" and "name_en" in read.places):
            read.add_problem(read.heading[1], TABLE.column(name), _("This column is missing."))
    revenues = [name for name in (*REVENUE_COLUMNS, "revenue") if name in read.places]
    if not revenues:
        message = _("One of these columns is needed: %s.") % ", ".join(REVENUE_COLUMNS)
        read.add_problem(read.heading[1], TABLE.column("revenue"), message)
    return revenues[0] if revenues else "revenue"


def _add_row(plan, read, number, values, revenue):
    """The row, once for each rank and company; where it lacks something, a problem of ``read``."""
    name = values.get("name_zh") or values.get("name_en")
    for column, value in (("rank", values.get("rank")), ("name_zh", name)):
        if not value and column in read.places:
            read.add_problem(number, TABLE.column(column), _("This must be filled in."))
    if number in read.faulty or read.is_blocked:
        return
    money = values.get(revenue) or Foreign(None, "CNY")
    place = values.get("country_zh") or values.get("province") or ""
    row = Row(
        number,
        values["rank"],
        name,
        values.get("name_en") or "",
        place,
        money.amount,
        money.currency,
        values.get("year"),
    )
    if problem := _said_before(plan, row):
        read.add_problem(number, TABLE.column(problem[0]), problem[1])
    else:
        plan.rows.append(row)


def _said_before(plan, row) -> tuple[str, str] | None:
    """(column, message) where an earlier row has the rank or the company of this one."""
    if row.rank in plan.by_rank:
        earlier = plan.by_rank[row.rank]
        message = _("Rank %(rank)d already stands in row %(row)d.")
        return "rank", message % {"rank": row.rank, "row": earlier}
    if row.name in plan.by_name:
        return "name_zh", _("This company already stands in row %d.") % plan.by_name[row.name]
    plan.by_rank[row.rank] = plan.by_name[row.name] = row.number
    return None


def compare(plan: Plan, *, kind: str, year: int) -> Preview:
    """What the import would change; what contradicts the stored list is a problem of the plan."""
    entries = TargetEntry.objects.filter(target_list__kind=kind, target_list__year=year)
    known = dict(entries.values_list("rank", "name_as_listed"))
    for row in plan.rows:
        if row.year and row.year != year:
            message = _("The row is of %(of)d, the list that was chosen is of %(year)d.")
            plan.problems.append((row.number, "year", message % {"of": row.year, "year": year}))
        if row.rank in known and core_name(known[row.rank]) != core_name(row.name):
            message = _(
                "Rank %(rank)d is stored as “%(stored)s”; the file has “%(name)s”. Correct "
                "the target, or the file."
            )
            plan.problems.append(
                (
                    row.number,
                    "rank",
                    message % {"rank": row.rank, "stored": known[row.rank], "name": row.name},
                )
            )
    fresh = [row for row in plan.rows if row.rank not in known]
    found, new = _stored_companies(fresh)
    _refuse_second_rank(plan, fresh, found, dict(entries.values_list("company", "rank")))
    companies = Company.objects.in_bulk(found.values())
    joined = [
        (row.rank, row.name, companies[found[row.rank]]) for row in fresh if row.rank in found
    ]
    return Preview(len(fresh), len(new), joined, [*plan.odd, *_beside_usual(fresh, kind)])


def _beside_usual(rows, kind) -> list[str]:
    """Revenues a thousand times beside those of the lists of this kind, currency by currency."""
    told = []
    for currency in sorted({row.currency for row in rows if row.revenue}):
        stored = TargetEntry.objects.filter(target_list__kind=kind, currency=currency)
        usual = median_of(stored, "revenue")
        values = [
            (row.number, row.revenue, usual)
            for row in rows
            if row.revenue and row.currency == currency
        ]
        told.append(
            beside_usual(TABLE.column("revenue").label, values, partial(scaled, currency=currency))
        )
    return [line for line in told if line]


def _refuse_second_rank(plan, fresh, found, listed):
    """``listed`` is {company: rank} of what is stored."""
    for row in fresh:
        rank = listed.get(found.get(row.rank))
        if rank:
            message = _(
                "“%(name)s” already stands on this list, at rank %(rank)d. "
                "Correct the target, or the file."
            )
            said = message % {"name": row.name, "rank": rank}
            plan.problems.append((row.number, "name_zh", said))


@transaction.atomic
def import_plan(plan: Plan, *, kind: str, year: int, source: str = "", by=None) -> Result:
    """Write a plan without problems. The same plan again changes nothing."""
    if plan.problems:
        raise ValueError("a plan with problems is not imported")
    take_turns(Company)
    target_list = TargetList.objects.filter(kind=kind, year=year).first()
    if target_list is None:
        target_list = save_as(
            TargetList(kind_id=kind, year=year, source=source), by=by, reason=_("import")
        )
    known = {entry.rank for entry in target_list.entries.all()}
    fresh = [row for row in plan.rows if row.rank not in known]
    companies, created = _companies_for(fresh, by)
    entries = [
        TargetEntry(
            target_list=target_list,
            rank=row.rank,
            company=companies[row.rank],
            name_as_listed=row.name,
            place=row.place,
            revenue=row.revenue,
            currency=row.currency,
        )
        for row in fresh
    ]
    create_many(TargetEntry, entries, by=by, reason=_("import of %(list)s") % {"list": target_list})
    candidates = note_candidates(created, by)
    return Result(len(plan.rows), len(entries), len(created), candidates)


def _companies_for(rows, by):
    """{rank: company}: the stored one where a name means it beyond doubt, else a new one; and the
    new ones.
    """
    found, fresh = _stored_companies(rows)
    regions = {region.name: region for region in Region.objects.filter(parent=None)}
    created = create_many(
        Company, [_new_company(row, regions) for row in fresh], by=by, reason=_("import")
    )
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
        pk = next((pk for pk in pks if pk not in taken), None)
        if pk:
            found[row.rank] = pk
            taken.add(pk)
        else:
            fresh.append(row)
    return found, fresh


def _new_company(row, regions) -> Company:
    in_china = row.place in regions or row.place in ("", "中国") or row.currency == "CNY"
    return Company(
        name=row.name,
        name_en=row.name_en,
        country="中国" if in_china else row.place,
        region=regions.get(row.place),
    )
