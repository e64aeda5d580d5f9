"""Reading a ledger into a plan: which sheet, which rows are data, what each cell says, which
records it names.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nlargest

from django.utils.translation import gettext as _

from ..punctuation import listed
from .cells import BadCell, is_blank, readable, refuse_error
from .foreign import in_yuan
from .heading import Heading, find_heading
from .plan import Plan, Question, ReadUnit
from .quantities import foreign_is_refused
from .reader import MOST_ROWS, BadFile, Sheet, open_sheets
from .rows import RECORD, Judge
from .unit_places import UnitFinding
from .units import Unit

MOST_REMEMBERED = 50_000
BLANK = object()
LARGEST_SHOWN = 3


@dataclass
class Reading:
    """What the values of one column depend on, and what was noticed on the way. ``known`` are texts
    already read.

    ``converts`` says that foreign money becomes yuan row by row; ``without_unit`` are the largest
    bare numbers of a column
    of which nothing says the unit.
    """

    column: object
    place: int
    unit: Unit | None
    epoch_1904: bool
    said: UnitFinding | None = None
    converts: bool = False
    months_only: int = 0
    without_unit: list[Decimal] = field(default_factory=list)
    known: dict = field(default_factory=dict)

    def lacks_unit(self, number: Decimal):
        self.without_unit = nlargest(LARGEST_SHOWN, [*self.without_unit, number], key=abs)

    def value(self, raw):
        """BLANK or the value; raises BadCell."""
        if type(raw) is not str:
            return self.column.value_of(raw, self)
        value = self.known.get(raw)
        if value is None:
            refuse_error(raw)
            value = BLANK if is_blank(raw) else self.column.value_of(raw, self)
            if len(self.known) < MOST_REMEMBERED:
                self.known[raw] = value
        return value


def read_plan(table, name: str, content: bytes, *, user, progress=None, units=None) -> Plan:
    """Everything that can be said of the file without comparing it to what is stored. Raises
    BadFile.

    ``units`` are those that a person chose, {column name: word}; where one is lacking still, the
    plan has questions.
    """
    sheet, heading, passed_over = _choose_sheet(table, open_sheets(name, content))
    plan = Plan(sheet=sheet.name, heading=(heading.first_row, heading.last_row))
    readings = _readings(table, plan, heading, sheet, units or {})
    _tell_of_columns(plan, heading, passed_over)
    _read_rows(table, plan, sheet, heading, readings, progress)
    plan.questions = [_question(heading, reading) for reading in readings if reading.without_unit]
    plan.units = [
        _read_unit(plan, reading, units or {}) for reading in readings if reading.column.quantity
    ]
    _tell_of_rows(plan, sheet, readings)
    resolve_references(table, plan, user)
    if table.set_aside:
        plan.take_faulty_apart()
    return plan


def _tell_of_rows(plan, sheet, readings):
    months = sum(reading.months_only for reading in readings)
    if months:
        plan.notes.append(_("%d dates name a month only; its first day was taken.") % months)
    numbers = {number for number, _values in plan.rows}
    plan.hidden = sorted(numbers & sheet.hidden)
    plan.struck = sorted(numbers & sheet.struck)


def _question(heading, reading) -> Question:
    said = reading.said
    return Question(
        column=reading.column.name,
        title=heading.titles[reading.place],
        cell=UnitFinding(None, "", heading.last_row, reading.place).cell,
        said=said.text if said else "",
        why=said.why if said else "",
        offered=list(reading.column.quantity.offered),
        largest=[f"{number.normalize():,f}" for number in reading.without_unit],
    )


def _read_unit(plan, reading, chosen) -> ReadUnit:
    column, said, unit = reading.column, reading.said, reading.unit
    amounts = [(values.get(column.name), number) for number, values in plan.rows]
    amounts = [(value, number) for value, number in amounts if value is not None]
    largest = nlargest(LARGEST_SHOWN, amounts, key=lambda amount: abs(column.size_of(amount[0])))
    is_said = said and said.unit
    return ReadUnit(
        column=column.name,
        title=plan.titles[column.name],
        word=unit.word if unit else "",
        cell=said.cell if is_said else "",
        said=said.text if is_said else "",
        is_chosen=column.name in chosen and not is_said,
        largest=[[number, " ＝ ".join(column.in_both_units(value))] for value, number in largest],
    )


def _choose_sheet(table, sheets) -> tuple[Sheet, Heading, list[str]]:
    candidates = [(sheet, heading) for sheet in sheets if (heading := find_heading(table, sheet))]
    if not candidates:
        titles = listed(column.label for column in table.columns if column.required)
        raise BadFile(
            _(
                "No heading was found in the first rows. The titles needed are: %s. Start from "
                "the template."
            )
            % titles
        )
    sheet, heading = max(candidates, key=lambda candidate: len(candidate[1].columns))
    return sheet, heading, [other.name for other, _heading in candidates if other is not sheet]


def _readings(table, plan, heading, sheet, chosen) -> list[Reading]:
    for place, (column, _said) in heading.columns.items():
        plan.places[column.name], plan.titles[column.name] = place, heading.titles[place]
    converts = not table.foreign_needs or table.foreign_needs in plan.places
    readings = []
    for place, (column, said) in heading.columns.items():
        if column.read_only:
            continue
        unit = _unit_of(column, said, chosen)
        if unit and unit.is_foreign and column.is_yuan and not converts:
            plan.add_problem(heading.last_row, column, foreign_is_refused(said.text), said.text)
            continue
        readings.append(Reading(column, place, unit, sheet.epoch_1904, said, converts))
    return readings


def _unit_of(column, said, chosen) -> Unit | None:
    if not column.quantity:
        return None
    if said and said.unit:
        return said.unit
    word = chosen.get(column.name) or (column.usual if not said else "")
    return column.quantity.unit(word) if word else None


def _tell_of_columns(plan, heading, passed_over):
    for place, title in heading.twice:
        plan.add_problem(
            heading.last_row,
            None,
            _("Two columns have this title. Delete or rename one of them."),
            title,
            place,
        )
    if heading.unknown:
        plan.notes.append(
            _("Not read, because no field answers to the title: %s.") % listed(heading.unknown)
        )
    read_only = [column.label for column, _unit in heading.columns.values() if column.read_only]
    if read_only:
        plan.notes.append(
            _("Shown in exports but never changed by an import: %s.") % listed(read_only)
        )
    if passed_over:
        plan.notes.append(
            _(
                "Only one sheet is read. These look like ledgers too: %s. Import each as a file "
                "of its own."
            )
            % listed(passed_over)
        )


def _read_rows(table, plan, sheet, heading, readings, progress):
    keep_raw = bool(table.set_aside)
    plan.headings = dict(heading.titles) if keep_raw else {}
    merged = _merged_down(sheet, heading, readings)
    judge = Judge(heading, table.names())
    to_yuan = _foreign_of(table, readings)
    for number, cells in sheet.rows():
        if number <= heading.last_row:
            continue
        if number > MOST_ROWS + heading.last_row:
            raise BadFile(_("The sheet has more than %d rows. Split it.") % MOST_ROWS)
        why = judge.why_no_record(cells)
        if why != RECORD:
            _leave_out(plan, heading, number, why, cells, judge.problem)
            continue
        values = _read_row(plan, sheet, number, cells, readings, merged)
        if to_yuan:
            for name, message in to_yuan(table, values):
                said = _said_in(cells, plan.places.get(name))
                plan.add_problem(number, table.column(name), message, said)
        if values or keep_raw and _says_something(cells, heading):
            plan.rows.append((number, values))
            if keep_raw:
                plan.raw[number] = [readable(cell) for cell in cells]
        if progress and number % 1000 == 0:
            progress(number, sheet.expected)


def _says_something(cells, heading) -> bool:
    return any(place < len(cells) and not is_blank(cells[place]) for place in heading.columns)


def _foreign_of(table, readings):
    """What turns the foreign money of a row into yuan; None where no row can hold any."""
    is_possible = table.foreign or any(reading.column in table.companions for reading in readings)
    return (table.foreign or in_yuan) if is_possible else None


def _leave_out(plan, heading, number, why, cells, problem):
    if why is None:
        return
    text = "　".join(readable(cell) for cell in cells if cell not in (None, ""))
    plan.leave_out(number, why, text)
    if problem:
        plan.add_problem(
            heading.last_row,
            None,
            _("Row %(row)d: %(problem)s") % {"row": number, "problem": problem},
            text,
        )


def _said_in(cells, place) -> str:
    return readable(cells[place]) if place is not None and place < len(cells) else ""


def _read_row(plan, sheet, number, cells, readings, merged) -> dict:
    values, width = {}, len(cells)
    for reading in readings:
        place = reading.place
        raw = cells[place] if place < width else None
        if merged and place in merged:
            raw = _from_above(merged[place], number, raw)
        if raw is None:
            if sheet.lost_formulas and (number, place + 1) in sheet.lost_formulas:
                plan.add_problem(
                    number,
                    reading.column,
                    _(
                        "The formula has no stored result. Open the file in Excel or WPS, save "
                        "it and choose it again."
                    ),
                    "=",
                )
            continue
        try:
            value = reading.value(raw)
        except BadCell as bad:
            plan.add_problem(number, reading.column, str(bad), readable(raw))
            value = None
        if value is not BLANK:
            values[reading.column.name] = value
    return values


def _merged_down(sheet, heading, readings) -> dict:
    """{place: {row: [first row, its value]}} of cells merged over several rows of data."""
    merged = {}
    down = {reading.place for reading in readings if reading.column.filled_down}
    for left, first, _right, last in sheet.merges:
        if first > heading.last_row and last > first and left - 1 in down:
            rows, shared = range(first, min(last, MOST_ROWS) + 1), [first, None]
            merged.setdefault(left - 1, {}).update(dict.fromkeys(rows, shared))
    return merged


def _from_above(ranges, number, raw):
    shared = ranges.get(number)
    if shared is None:
        return raw
    if number == shared[0]:
        shared[1] = raw
    return shared[1]


def resolve_references(table, plan, user):
    """Put the keys of the records that the texts name in their place; a problem for each that names
    none, or several.
    """
    for column in table.columns:
        if not hasattr(column, "find") or column.name not in plan.places:
            continue
        texts = {
            values[column.name]
            for _number, values in plan.rows
            if isinstance(values.get(column.name), str)
        }
        keys = column.find(texts, user) if texts else {}
        for number, values in plan.rows:
            text = values.get(column.name)
            if isinstance(text, str):
                values[column.name] = _resolved(
                    plan, number, column, text, keys.get(text, ()), user
                )


def _resolved(plan, number, column, text, ids, user):
    if len(ids) == 1:
        return ids[0]
    kind = column.model_field.related_model._meta.verbose_name
    if len(ids) > 1:
        message = _(
            "%(n)d records (%(kind)s) are called “%(text)s”. Write the code, or the whole name."
        ) % {"n": len(ids), "kind": kind, "text": text}
    elif column.new_by and user.has_perm(column.new_by):
        return {"new": text}
    elif column.unknown:
        message = str(column.unknown)
    else:
        message = _(
            "Nothing you may see is called “%(text)s” (%(kind)s). Correct the name, or add it "
            "first."
        ) % {"kind": kind, "text": text}
    plan.add_problem(number, column, message, text)
    return None
