"""Reading a ledger into a plan: which sheet, which rows are data, what each cell says, which records it names."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from .cells import BadCell, half_width, is_blank, plain, refuse_error
from .heading import Heading, find_heading
from .plan import Plan
from .reader import MOST_ROWS, BadFile, Sheet, open_sheets

TOTALS = {"合计", "总计", "小计", "累计", "共计", "总合计", "total", "sum"}
NOTE = re.compile(r"(注|备注|说明|填表|填报|制表|审核|复核|单位负责人|报送|联系人|数据来源|导出|#)")
PART = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
MOST_REMEMBERED = 50_000
BLANK = object()


@dataclass
class Reading:
    """What the values of one column depend on, and what was noticed on the way. ``known`` are texts already read."""

    column: object
    place: int
    unit: Decimal | None
    epoch_1904: bool
    months_only: int = 0
    known: dict = field(default_factory=dict)

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


def read_plan(table, name: str, content: bytes, *, user, progress=None) -> Plan:
    """Everything that can be said of the file without comparing it to what is stored. Raises BadFile."""
    sheet, heading, passed_over = _choose_sheet(table, open_sheets(name, content))
    plan = Plan(sheet=sheet.name, heading=(heading.first_row, heading.last_row))
    readings = _readings(plan, heading, sheet)
    _tell_of_columns(plan, heading, passed_over)
    _read_rows(plan, sheet, heading, readings, progress, keep_raw=bool(table.set_aside))
    months = sum(each.months_only for each in readings)
    if months:
        plan.notes.append(_("%d dates name a month only; its first day was taken.") % months)
    resolve_references(table, plan, user)
    if table.set_aside:
        plan.take_faulty_apart()
    return plan


def _choose_sheet(table, sheets) -> tuple[Sheet, Heading, list[str]]:
    found = [(sheet, heading) for sheet in sheets if (heading := find_heading(table, sheet))]
    if not found:
        titles = "、".join(column.label for column in table.columns if column.required)
        raise BadFile(_("No heading was found in the first rows. The titles needed are: %s. Start from the template.") % titles)
    sheet, heading = max(found, key=lambda each: len(each[1].columns))
    return sheet, heading, [each.name for each, _heading in found if each is not sheet]


def _readings(plan, heading, sheet) -> list[Reading]:
    for place, (column, _unit) in heading.columns.items():
        plan.places[column.name], plan.titles[column.name] = place, heading.titles[place]
    return [Reading(column, place, unit, sheet.epoch_1904) for place, (column, unit) in heading.columns.items() if not column.read_only]


def _tell_of_columns(plan, heading, passed_over):
    for place, title in heading.twice:
        plan.add_problem(heading.last_row, None, _("Two columns have this title. Delete or rename one of them."), title, place)
    if heading.unknown:
        plan.notes.append(_("Not read, because no field answers to the title: %s.") % "、".join(heading.unknown))
    read_only = [column.label for column, _unit in heading.columns.values() if column.read_only]
    if read_only:
        plan.notes.append(_("Shown in exports but never changed by an import: %s.") % "、".join(read_only))
    if passed_over:
        plan.notes.append(_("Only one sheet is read. These look like ledgers too: %s. Import each as a file of its own.") % "、".join(passed_over))


def _read_rows(plan, sheet, heading, readings, progress, *, keep_raw: bool):
    plan.headings = dict(heading.titles) if keep_raw else {}
    merged = _merged_down(sheet, heading, readings)
    skipped = defaultdict(list)
    for number, cells in sheet.rows():
        if number <= heading.last_row or not any(cell is not None for cell in cells):
            continue
        if number > MOST_ROWS + heading.last_row:
            raise BadFile(_("The sheet has more than %d rows. Split it.") % MOST_ROWS)
        kind = _not_data(cells, heading, number == heading.last_row + 1)
        if kind:
            skipped[kind].append(number)
            continue
        values = _read_row(plan, sheet, number, cells, readings, merged)
        if values or keep_raw and any(place < len(cells) and not is_blank(cells[place]) for place in heading.columns):
            plan.rows.append((number, values))
            if keep_raw:
                plan.raw[number] = [plain(cell) for cell in cells]
        if progress and number % 1000 == 0:
            progress(number, sheet.expected)
    for kind, numbers in skipped.items():
        shown = "、".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")
        plan.notes.append(_("Not data (%(kind)s), left out: rows %(rows)s.") % {"kind": kind, "rows": shown})


def _read_row(plan, sheet, number, cells, readings, merged) -> dict:
    values, width = {}, len(cells)
    for reading in readings:
        place = reading.place
        raw = cells[place] if place < width else None
        if merged and place in merged:
            raw = _from_above(merged[place], number, raw)
        if raw is None:
            if sheet.lost_formulas and (number, place + 1) in sheet.lost_formulas:
                plan.add_problem(number, reading.column, _("The formula has no stored result. Open the file in Excel or WPS, save it and choose it again."), "=")
            continue
        try:
            value = reading.value(raw)
        except BadCell as bad:
            plan.add_problem(number, reading.column, str(bad), plain(raw))
            value = None
        if value is not BLANK:
            values[reading.column.name] = value
    return values


def _merged_down(sheet, heading, readings) -> dict:
    """{place: {row: [first row, its value]}} of cells merged over several rows of data."""
    found = {}
    down = {reading.place for reading in readings if reading.column.filled_down}
    for left, first, _right, last in sheet.merges:
        if first > heading.last_row and last > first and left - 1 in down:
            shared = [first, None]
            found.setdefault(left - 1, {}).update(dict.fromkeys(range(first, min(last, MOST_ROWS) + 1), shared))
    return found


def _from_above(ranges, number, raw):
    shared = ranges.get(number)
    if shared is None:
        return raw
    if number == shared[0]:
        shared[1] = raw
    return shared[1]


def _not_data(cells, heading, is_first) -> str:
    """Why the row is no data: "" if it is."""
    filled = [cell for cell in cells if cell is not None and cell != ""]
    if not filled:
        return _("blank")
    text = filled[0]
    if is_first and len(filled) >= 3 and _numbers_columns(filled):
        return _("numbers of the columns")
    if not isinstance(text, str):
        return ""
    lacking = any(place >= len(cells) or is_blank(cells[place]) or cells[place] is text for place in heading.required)
    if len(filled) > 2 and not lacking:
        return ""
    first = half_width(text)
    if first.lower().strip(":：") in TOTALS and lacking:
        return _("totals")
    if len(filled) <= 2 and NOTE.match(first) and (lacking or first.startswith("#")):
        return _("notes")
    if len(filled) == 1 and PART.match(first) and (lacking or not heading.required):
        return _("heading of a part")
    return ""


def _numbers_columns(filled) -> bool:
    texts = [half_width(cell) for cell in filled]
    return texts == [str(n) for n in range(1, len(texts) + 1)] or texts[0] in ("甲", "栏次") and texts[1:] == [str(n) for n in range(1, len(texts))]


def resolve_references(table, plan, user):
    """Put the keys of the records that the texts name in their place; a problem for each that names none, or several."""
    for column in table.columns:
        if not hasattr(column, "find") or column.name not in plan.places:
            continue
        texts = {values[column.name] for _number, values in plan.rows if isinstance(values.get(column.name), str)}
        found = column.find(texts, user) if texts else {}
        for number, values in plan.rows:
            text = values.get(column.name)
            if isinstance(text, str):
                values[column.name] = _resolved(plan, number, column, text, found.get(text, ()), user)


def _resolved(plan, number, column, text, ids, user):
    if len(ids) == 1:
        return ids[0]
    kind = column.model_field.related_model._meta.verbose_name
    if len(ids) > 1:
        message = _("%(n)d records (%(kind)s) are called “%(text)s”. Write the code, or the whole name.") % {"n": len(ids), "kind": kind, "text": text}
    elif column.new_by and user.has_perm(column.new_by):
        return {"new": text}
    elif column.unknown:
        message = str(column.unknown)
    else:
        message = _("Nothing you may see is called “%(text)s” (%(kind)s). Correct the name, or add it first.") % {"kind": kind, "text": text}
    plan.add_problem(number, column, message, text)
    return None
