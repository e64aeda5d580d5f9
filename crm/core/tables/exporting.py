"""Exporting a list: the reason is asked for, the export is logged, formulas are made harmless, and
the file says who took it and when.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.coreutils import multigetattr

from crm.core.writes import as_one

from ..again import asks_again
from ..audit.kinds import EXPORT
from ..audit.write import note
from ..background.work import PASSING
from ..days import day_of
from ..errors import NotPermitted, Refused
from ..joins import read_with
from ..models import ExportLog
from ..money import is_money
from ..punctuation import aside, clauses, labelled
from ..replica.read import read_all_of_today
from ..sight import Sight, neutral_label
from ..spreadsheets import neutral
from .columns import table_of
from .progress import progress_of
from .titles import brackets_of

LOOKED_AT_ONCE = 500  # rows whose related records are asked for together
BACKGROUND_FROM = 3000  # rows; fewer are written while the user waits
FORMATS = ("xlsx", "csv")
Phase = ExportLog.Phase


@dataclass
class Exported:
    """One column of an export: its title, the cell of a record, and the name of the field that it
    begins with.
    """

    title: str
    cell_of: object
    name: str = ""


def columns_of(view, *, whole: bool = False) -> list[Exported]:
    """What the list exports, in the words and units of the model's table; ``whole``: every column
    of that table.
    """
    table = table_of(view.model)
    if whole and table:
        return [Exported(column.heading, column.cell_of, column.name) for column in table.columns]
    return [_column(view, table, name) for name in view.list_export]


def _column(view, table, name) -> Exported:
    first = name.split(".")[0]
    column = table and table.column(first)
    if column:
        return Exported(column.heading, column.cell_of, first)
    heading = view.get_heading(view.model.objects.all(), name)
    if is_in_yuan(view.model, name):
        heading = f"{heading}{aside(pgettext('unit', 'yuan'))}"
    return Exported(heading, lambda record: _in_words(record, name), first)


def is_in_yuan(model, name) -> bool:
    """A field of money, which is kept in yuan; not where a record has a currency of its own, which
    stands beside it.
    """
    names = {field.name for field in model._meta.get_fields()}
    if name not in names or "currency" in names and "original_amount" not in names:
        return False
    field = model._meta.get_field(name)
    return is_money(field) and not brackets_of(str(field.verbose_name))


def _in_words(record, name):
    value = multigetattr(record, name)
    *path, last = name.split(".")
    owner = multigetattr(record, ".".join(path)) if path else record
    display = getattr(owner, f"get_{last}_display", None)
    return display() if display else value


def cell(value):
    """A value as a spreadsheet takes it: no formula, no time zone, yes and no in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if value is None or isinstance(value, (int, float, Decimal, date)):
        return value
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    return neutral(str(value))


@asks_again
def begin_export(view, *, by, file_format: str, reason: str, whole: bool = False) -> ExportLog:
    """Write down who takes what of a list and why; the file comes after."""
    return note_export(
        view.request,
        by=by,
        table=str(view.model._meta.verbose_name_plural),
        columns=columns_of(view, whole=whole),
        filters=filters_in_words(view),
        rows=view.get_queryset().count(),
        format=file_format,
        reason=reason,
        whole=whole,
    )


@asks_again
@as_one()
def note_export(request, *, by, columns: list[Exported], **facts) -> ExportLog:
    """``facts`` are further fields of ExportLog."""
    now = timezone.now()
    query = request.GET.copy()
    query.pop("export", None)
    query.pop("p", None)
    request.audit_left = True  # the file that follows is told of here
    text = clauses(filter(None, [facts["reason"], facts.get("filters", "")]))
    note(EXPORT, record=facts["table"], count=facts["rows"], said=text)
    return ExportLog.objects.create(
        number=ExportLog.NUMBERS.take(day_of(now).year),
        by=by,
        at=now,
        path=request.path,
        query=query.urlencode(),
        columns=[column.title for column in columns],
        language=translation.get_language() or "zh-hans",
        **facts,
    )


def filters_in_words(view) -> str:
    words = []
    if view.filters and view.filters.is_valid():
        words = [labelled(chosen.field_label, chosen.value) for chosen in view.active_filters]
    term = view.request.GET.get("q", "").strip()
    if term:
        words.append(labelled(_("search"), term))
    return clauses(words)


def write_export(export, view, *, progress=None) -> bytes:
    """Make the file, and note its number of rows and its hash in the log."""
    return written(export, columns_of(view, whole=export.whole), _records_of(view, progress))


def _records_of(view, progress):
    return _counted(_with_relations(view).iterator(chunk_size=2000), progress)


def written(export, columns: list[Exported], records: Iterable) -> bytes:
    """The file of any rows whose cells the columns know."""
    content = _made(export, columns, records)
    note_taken(export, content)
    return content


def _made(export, columns: list[Exported], records: Iterable) -> bytes:
    write = {"xlsx": _xlsx, "csv": _csv}[export.format]
    content, export.rows = write(export, columns, cells_for(export.by, columns, records))
    return content


def note_taken(export, content: bytes):
    """Note in the log that the file was made, with its hash and number of rows."""
    export.sha256, export.phase = hashlib.sha256(content).hexdigest(), Phase.DONE
    export.save(update_fields=["sha256", "phase", "rows"])


def cells_for(user, columns: list[Exported], records: Iterable) -> Iterator[list]:
    """The cells of each record as ``user`` may read them; what the rows name is asked for many rows
    at once.
    """
    sight, names = Sight(user), {column.name for column in columns if column.name}
    for piece in _pieces(records):
        related = {name: [_related(record, name) for record in piece] for name in names}
        sight.look(record for column in related.values() for record in column if record is not None)
        for place, record in enumerate(piece):
            of_row = {name: related[name][place] for name in names}
            yield [_cell_for(sight, column, record, of_row.get(column.name)) for column in columns]


def _pieces(records: Iterable) -> Iterator[list]:
    iterator = iter(records)
    while piece := list(islice(iterator, LOOKED_AT_ONCE)):
        yield piece


def _related(record, name):
    """The other record in a field of this one, None for any other value."""
    value = getattr(record, name, None) if isinstance(record, Model) else None
    return value if isinstance(value, Model) else None


def _cell_for(sight, column, record, related):
    if related is not None and not sight.knows(related):
        return neutral_label(type(related))
    if column.name and isinstance(record, Model) and sight.hides(record, column.name):
        return ""
    return column.cell_of(record)


def _counted(records, progress):
    for number, record in enumerate(records, start=1):
        if progress and number % 500 == 0:
            progress(number)
        yield record


def _with_relations(view):
    names = {name.split(".")[0] for name in view.list_export}
    if table := table_of(view.model):
        names |= {column.name for column in table.columns}
    relations = [
        field.name for field in view.model._meta.fields if field.is_relation and field.name in names
    ]
    return read_with(view.get_queryset(), relations)


def watermark(export) -> str:
    moment = timezone.localtime(export.at).strftime("%Y-%m-%d %H:%M")
    return _(
        "Export %(number)s · %(person)s · %(at)s · reason: %(reason)s · internal, not to be "
        "passed on"
    ) % {"number": export.number, "person": export.by, "at": moment, "reason": export.reason}


def _xlsx(export, columns, records: Iterable[list]):
    from openpyxl import Workbook  # on first use, as all of openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(export.table[:31])
    mark = watermark(export).replace("&", "&&")
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = mark[:200]
    sheet.freeze_panes = "A3"
    mark_cell = WriteOnlyCell(sheet, neutral(watermark(export)))
    mark_cell.font = Font(italic=True, color="888888")
    sheet.append([mark_cell])
    sheet.append([neutral(column.title) for column in columns])
    rows = 0
    for cells in records:
        sheet.append([cell(value) for value in cells])
        rows += 1
    output = io.BytesIO()
    book.save(output)
    return output.getvalue(), rows


def _csv(export, columns, records):
    """(CSV, number of rows). It begins with the byte order mark that Excel needs; who took it
    stands in the last line, so that the first is the heading.
    """
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([column.title for column in columns])
    rows = 0
    for cells in records:
        writer.writerow([_text(value) for value in cells])
        rows += 1
    writer.writerow([f"# {watermark(export)}"])
    return output.getvalue().encode("utf-8-sig"), rows


def _text(value):
    value = cell(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else value


def export_in_background(export):
    """The worker's part: query the list again, with the rights that its user has now. What passes
    by itself, such as a database that ended, is tried again.
    """
    if export.phase != Phase.RUNNING:
        return
    with translation.override(export.language):
        try:
            with progress_of(export) as progress:
                view = view_of(export)
                columns = columns_of(view, whole=export.whole)
                content = read_all_of_today(
                    lambda: _made(export, columns, _records_of(view, progress))
                )
        except PASSING:
            raise
        except Exception:
            give_up_export(export.pk)
            raise
        _keep(export, content)


@as_one()
def _keep(export, content: bytes):
    """The file, and that there is one to be taken, unless it was discarded meanwhile."""
    phases = ExportLog.objects.select_for_update().values_list("phase", flat=True)
    if phases.get(pk=export.pk) != Phase.RUNNING:
        return
    export.file.save(file_name(export), ContentFile(content), save=False)
    export.is_seen = False
    export.save(update_fields=["file", "is_seen"])
    note_taken(export, content)


def give_up_export(pk: int):
    """Note that an export failed, or has ended its worker again and again."""
    ExportLog.objects.filter(pk=pk, phase=Phase.RUNNING).update(phase=Phase.FAILED, is_seen=False)


def discard_export(export, *, by):
    """No file is made of it any more; that it was asked for stays in the log."""
    if export.by_id != by.pk:
        raise NotPermitted(_("Only the person who asked for it discards it."))
    with transaction.atomic():
        row = ExportLog.objects.select_for_update().get(pk=export.pk)
        if row.phase != Phase.RUNNING:
            raise Refused(
                _("This export is “%s” and can not be discarded now.") % row.get_phase_display()
            )
        row.phase = Phase.DISCARDED
        row.save(update_fields=["phase"])


def view_of(export):
    """The list that the export was asked for on, with its filters."""
    match = resolve(export.path)
    function = match.func
    while not hasattr(function, "view_class"):
        function = function.__wrapped__
    request = HttpRequest()
    request.method, request.path, request.path_info, request.resolver_match = (
        "GET",
        export.path,
        export.path,
        match,
    )
    request.GET = QueryDict(export.query)
    request.user = (
        type(export.by).objects.filter(pk=export.by_id, is_active=True).first() or AnonymousUser()
    )
    view = function.view_class(**function.view_initkwargs)
    view.setup(request, *match.args, **match.kwargs)
    return view


def file_name(export) -> str:
    return f"{export.table}-{export.number}.{export.format}"


def address(export) -> str:
    return f"{export.path}?{export.query}" if export.query else export.path
