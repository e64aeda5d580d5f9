"""Importing a target list: read whole, checked whole, then written or not at all."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from crm.core.indicators.follow import make_all_anew
from crm.core.money import scaled
from crm.core.punctuation import listed
from crm.core.tables import read as tables
from crm.core.tables.doubts import beside_usual, median_of, of_rows
from crm.core.tables.plan import Question
from crm.core.tables.preview import what_was_read
from crm.core.tables.quantities import Foreign
from crm.core.tables.reader import BadFile
from crm.core.turns import take_turns
from crm.core.writes import as_one
from crm.core.writing.history import create_many, save_as

from ..companies.candidates import count_anew
from ..companies.likeness import note_candidates
from ..companies.target_columns import RANKED, UNRANKED
from ..models import Company, ListKind, Region, TargetEntry, TargetList
from ..naming.names import core_name
from .joining import stored_companies
from .learning import learn_names, note_successors

# As the world list writes them in English.
COUNTRIES = {
    "U.S.": "美国",
    "USA": "美国",
    "Japan": "日本",
    "Germany": "德国",
    "France": "法国",
    "Britain": "英国",
    "U.K.": "英国",
    "South Korea": "韩国",
    "Switzerland": "瑞士",
    "Netherlands": "荷兰",
    "Canada": "加拿大",
    "Italy": "意大利",
    "Spain": "西班牙",
    "Brazil": "巴西",
    "India": "印度",
    "Australia": "澳大利亚",
    "Taiwan": "中国台湾",
    "Mexico": "墨西哥",
    "Russia": "俄罗斯",
    "Singapore": "新加坡",
}
# Of more new companies the search for duplicates at night finds who they may be.
AT_ONCE = 600
REVENUE_COLUMNS = ("revenue_musd", "revenue_10k_cny", "revenue_cny")


@dataclass(frozen=True)
class Row:
    number: int
    rank: int | None
    name: str
    name_en: str
    place: str
    revenue: Decimal | None
    currency: str
    year: int | None = None
    short: str = ""
    field: str = ""


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
    by_rank: dict[tuple, Row] = field(default_factory=dict)
    by_name: dict[tuple, int] = field(default_factory=dict)
    is_ranked: bool = True

    @property
    def table(self):
        return RANKED if self.is_ranked else UNRANKED


@dataclass
class Preview:
    """What ``import_plan`` would do. ``joined`` are (rank, name on the list, stored company);
    ``doubts`` must be confirmed.
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


def is_ranked(kind: str) -> bool:
    return ListKind.objects.filter(code=kind, is_ranked=False).first() is None


def read_plan(
    name: str, content: bytes, *, units=None, asks: bool = False, ranked: bool = True
) -> Plan:
    """What a list in CSV or XLSX says. Row numbers are those of the file.

    A list that is not ``ranked`` may lack ranks and revenues. ``units`` are those that a person
    chose; a unit that is lacking is a question where one ``asks``, else a problem.
    """
    plan = Plan(is_ranked=ranked)
    try:
        reading = tables.read_plan(plan.table, name, content, user=None, units=units)
    except BadFile as error:
        plan.problems.append((None, "", str(error)))
        return plan
    if asks:
        plan.questions = reading.questions
    else:
        reading.refuse_questions()
    revenue = _check_columns(plan, reading)
    plan.notes, plan.seen, plan.odd = reading.notes, what_was_read(reading), of_rows(reading)
    for number, values in reading.rows:
        if number not in reading.faulty:
            _add_row(plan, reading, number, values, revenue)
    plan.problems += [(problem.row, problem.title, problem.message) for problem in reading.problems]
    plan.problems.sort(key=lambda problem: problem[0])
    return plan


def _check_columns(plan, reading) -> str:
    """The name of the column of the revenue; each column that lacks is a problem of ``reading``."""
    has_name = {"name_zh", "name_en"} & reading.places.keys()
    lacking = [] if has_name else ["name_zh"]
    if plan.is_ranked and "rank" not in reading.places:
        lacking.insert(0, "rank")
    for name in lacking:
        reading.add_problem(
            reading.heading[1], plan.table.column(name), _("This column is missing.")
        )
    revenues = [name for name in (*REVENUE_COLUMNS, "revenue") if name in reading.places]
    if not revenues and plan.is_ranked:
        message = _("One of these columns is needed: %s.") % listed(REVENUE_COLUMNS)
        reading.add_problem(reading.heading[1], plan.table.column("revenue"), message)
    return revenues[0] if revenues else "revenue"


def _add_row(plan, reading, number, values, revenue):
    """The row, once for each rank and company; what it lacks is a problem of ``reading``."""
    name = values.get("name_zh") or values.get("name_en")
    required = [("name_zh", name)]
    if plan.is_ranked:
        required.insert(0, ("rank", values.get("rank")))
    for column, value in required:
        if not value and column in reading.places:
            reading.add_problem(number, plan.table.column(column), _("This must be filled in."))
    if number in reading.faulty or reading.is_blocked:
        return
    money = values.get(revenue) or Foreign(None, "CNY")
    place = values.get("country_zh") or values.get("province") or ""
    row = Row(
        number,
        values.get("rank"),
        name,
        values.get("name_en") or "",
        place,
        money.amount,
        money.currency,
        values.get("year"),
        values.get("short") or "",
        values.get("field") or "",
    )
    if problem := _said_before(plan, row):
        reading.add_problem(number, plan.table.column(problem[0]), problem[1])
    else:
        plan.rows.append(row)


def _said_before(plan, row) -> tuple[str, str] | None:
    """(column, message) where an earlier row has the rank or the company of this one. Two of one
    rank with one revenue share it.
    """
    place, company = (row.year, row.rank), (row.year, row.name)
    if row.rank is not None and plan.by_rank.get(place, row).revenue != row.revenue:
        earlier = plan.by_rank[place].number
        message = _("Rank %(rank)d already stands in row %(row)d.")
        return "rank", message % {"rank": row.rank, "row": earlier}
    if company in plan.by_name:
        return "name_zh", _("This company already stands in row %d.") % plan.by_name[company]
    plan.by_rank[place], plan.by_name[company] = row, row.number
    return None


def years_of(plan: Plan, year: int | None) -> list[tuple[int | None, list[Row]]]:
    """[(year, its rows)], the oldest first; ``year`` is that of rows that name none."""
    by_year: dict[int | None, list[Row]] = {}
    for row in plan.rows:
        by_year.setdefault(row.year or year, []).append(row)
    return sorted(by_year.items(), key=lambda pair: pair[0] or 0)


def compare(plan: Plan, *, kind: str, year: int | None = None) -> Preview:
    """What the import would change; what contradicts the stored lists is a problem of the plan.

    Without ``year`` the rows say of which year they are, and may be of several.
    """
    preview = Preview(0, 0, [], [*plan.odd])
    for of_year, rows in years_of(plan, year):
        if of_year is None:
            lacking = _("Say of which year the list is, here or in a column of the file.")
            plan.problems += [(row.number, "year", lacking) for row in rows]
            continue
        if year and of_year != year:
            message = _("The row is of %(of)d, the list that was chosen is of %(year)d.")
            problem = message % {"of": of_year, "year": year}
            plan.problems += [(row.number, "year", problem) for row in rows]
        _compare_year(plan, preview, rows, kind=kind, year=of_year)
    return preview


def _compare_year(plan, preview, rows, *, kind, year):
    entries = TargetEntry.objects.filter(target_list__kind=kind, target_list__year=year)
    ranks = dict(entries.exclude(rank=None).values_list("rank", "name_as_listed"))
    for row in rows:
        if row.rank in ranks and not _is_same(ranks[row.rank], row.name):
            message = _(
                "Rank %(rank)d is stored as “%(stored)s”; the file has “%(name)s”. Correct "
                "the target, or the file."
            )
            facts = {"rank": row.rank, "stored": ranks[row.rank], "name": row.name}
            plan.problems.append((row.number, "rank", message % facts))
    new_rows = _fresh(rows, entries)
    stored, unknown = stored_companies(new_rows, kind)
    _refuse_second_rank(plan, new_rows, stored, dict(entries.values_list("company", "rank")))
    companies = Company.objects.in_bulk(stored.values())
    preview.new_entries += len(new_rows)
    preview.new_companies += len(unknown)
    preview.joined += [
        (row.rank, row.name, companies[stored[row.number]])
        for row in new_rows
        if row.number in stored
    ]
    preview.doubts += _beside_usual(plan.table, new_rows, kind)


def _is_same(stored: str, name: str) -> bool:
    return core_name(stored) == core_name(name)


def _fresh(rows, entries) -> list[Row]:
    """The rows that are not stored yet: by their rank or, on a list without ranks, their name."""
    stored = list(entries.values_list("rank", "name_as_listed"))
    ranks, names = {rank for rank, _name in stored}, {name for _rank, name in stored}
    return [
        row
        for row in rows
        if (row.name not in names if row.rank is None else row.rank not in ranks)
    ]


def _beside_usual(table, rows, kind) -> list[str]:
    """Revenues a thousand times beside those of the lists of this kind, currency by currency."""
    lines = []
    for currency in sorted({row.currency for row in rows if row.revenue}):
        stored = TargetEntry.objects.filter(target_list__kind=kind, currency=currency)
        usual = median_of(stored, "revenue")
        values = [
            (row.number, row.revenue, usual)
            for row in rows
            if row.revenue and row.currency == currency
        ]
        lines.append(
            beside_usual(table.column("revenue").label, values, partial(scaled, currency=currency))
        )
    return [line for line in lines if line]


def _refuse_second_rank(plan, rows, stored, stored_ranks):
    """``stored_ranks`` is {company: rank} of what is stored."""
    for row in rows:
        company = stored.get(row.number)
        if company not in stored_ranks:
            continue
        message = _(
            "“%(name)s” already stands on this list, at rank %(rank)s. "
            "Correct the target, or the file."
        )
        problem = message % {"name": row.name, "rank": stored_ranks[company] or "—"}
        plan.problems.append((row.number, "name_zh", problem))


@as_one()
def import_plan(
    plan: Plan, *, kind: str, year: int | None = None, source: str = "", by=None
) -> Result:
    """Write a plan without problems, year by year. The same plan again changes nothing."""
    if plan.problems:
        raise ValueError("a plan with problems is not imported")
    take_turns(Company)
    entries, created = 0, []
    for of_year, rows in years_of(plan, year):
        count, companies = _import_year(rows, kind=kind, year=of_year, source=source, by=by)
        entries += count
        created += companies
    note_successors(by=by)
    if kind in TargetList.Kind.values:
        make_all_anew("lead")
    count_anew(len(created))
    candidates = note_candidates(created, by) if len(created) <= AT_ONCE else 0
    return Result(len(plan.rows), entries, len(created), candidates)


def _import_year(rows, *, kind, year, source, by) -> tuple[int, list[Company]]:
    """(the number of new entries, the new companies)."""
    target_list = TargetList.objects.filter(kind=kind, year=year).first()
    if target_list is None:
        target_list = TargetList(kind_id=kind, year=year, source=source)
        save_as(target_list, by=by, reason=_("import"))
    new_rows = _fresh(rows, target_list.entries.all())
    companies, created = _companies_for(new_rows, kind, by)
    entries = [
        TargetEntry(
            target_list=target_list,
            rank=row.rank,
            company=companies[row.number],
            name_as_listed=row.name,
            place=row.place,
            field=row.field[:120],
            revenue=row.revenue,
            currency=row.currency,
        )
        for row in new_rows
    ]
    reason = _("import of %(list)s") % {"list": target_list}
    create_many(TargetEntry, entries, by=by, reason=reason)
    return len(entries), created


def _companies_for(rows, kind, by):
    """{number of a row: company}: the stored one where the names mean it, else a new one; and the
    new ones. What the rows call the stored ones besides is learnt.
    """
    stored, new_rows = stored_companies(rows, kind)
    regions = {region.name: region for region in Region.objects.filter(parent=None)}
    created = create_many(
        Company, [_new_company(row, regions) for row in new_rows], by=by, reason=_("import")
    )
    companies = Company.objects.in_bulk(stored.values())
    result = {number: companies[pk] for number, pk in stored.items()}
    result.update({row.number: company for row, company in zip(new_rows, created, strict=True)})
    learn_names([(row, result[row.number]) for row in rows], by=by)
    return result, created


def _new_company(row, regions) -> Company:
    in_china = row.place in regions or row.place in ("", "中国", "China") or row.currency == "CNY"
    return Company(
        name=row.name,
        name_en=row.name_en,
        country="中国" if in_china else COUNTRIES.get(row.place, row.place),
        region=regions.get(row.place),
    )
