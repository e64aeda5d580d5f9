"""The lists' export buttons. Each first asks for the reason; the staff admin has no other way to
export a list.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from crm.core.background.send import send
from crm.core.tables.columns import table_of
from crm.core.tables.exporting import (
    BACKGROUND_FROM,
    FORMATS,
    Exported,
    begin_export,
    columns_of,
    file_name,
    filters_in_words,
    note_export,
    note_taken,
    watermark,
    write_export,
    written,
)
from crm.core.tables.tasks import export_list


class ExportForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What is the table for?"),
        min_length=4,
        max_length=200,
        help_text=gettext_lazy("It is kept with your name and stands in the file."),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")]
    )
    whole = forms.BooleanField(
        label=gettext_lazy("all columns, so that the table can be changed and imported again"),
        required=False,
    )

    def clean_reason(self):
        reason = " ".join(self.cleaned_data["reason"].split())
        if len(set(re.sub(r"\W", "", reason))) < 2:
            raise forms.ValidationError(_("Say in words what the table is for."))
        return reason


class LoggedExport:
    """Put before a list view: ``?export=xlsx`` shows the question, its answer posts back to the
    same address.
    """

    def get(self, request, *args, **kwargs):
        return (
            self._ask(ExportForm(initial={"format": request.GET["export"]}))
            if self.is_export
            else super().get(request, *args, **kwargs)
        )

    def post(self, request, *args, **kwargs):
        if not self.is_export:
            return HttpResponseNotAllowed(["GET"])
        form = ExportForm(request.POST)
        if not form.is_valid():
            return self._ask(form)
        return self._take(
            form.cleaned_data["format"], form.cleaned_data["reason"], form.cleaned_data["whole"]
        )

    def as_spreadsheet(self, queryset, spreadsheet_format):
        raise PermissionDenied

    def _ask(self, form):
        if table_of(self.model) is None:
            del form.fields["whole"]
        context = {
            "form": form,
            "title": _("Export"),
            "subtitle": self.get_page_title(),
            "rows": self.get_queryset().count(),
            "filters": filters_in_words(self),
            "columns": [column.title for column in columns_of(self)],
            "background_from": BACKGROUND_FROM,
        }
        return render(self.request, "core/tables/export.html", context)

    def _take(self, file_format, reason, whole):
        export = begin_export(
            self, by=self.request.user, file_format=file_format, reason=reason, whole=whole
        )
        if export.rows >= BACKGROUND_FROM:
            send(export_list, export.pk)
            return redirect("tables:export", export.pk)
        return FileResponse(
            io.BytesIO(write_export(export, self)), as_attachment=True, filename=file_name(export)
        )


@dataclass(frozen=True)
class Sheet:
    """A table that is no list of records; ``filters`` say in words what it was asked for."""

    title: str
    columns: list[str]
    rows: list[list]
    filters: str = ""


def export_sheet(request, sheet: Sheet):
    """The question what the table is for, or, once it is answered, the file."""
    form = ExportForm(request.POST or None, initial={"format": request.GET["export"]})
    del form.fields["whole"]
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "title": _("Export"),
            "subtitle": sheet.title,
            "rows": len(sheet.rows),
            "filters": sheet.filters,
            "columns": sheet.columns,
        }
        return render(request, "core/tables/export.html", context)
    columns = [Exported(title, itemgetter(index)) for index, title in enumerate(sheet.columns)]
    export = note_export(
        request,
        by=request.user,
        table=sheet.title,
        columns=columns,
        filters=sheet.filters,
        rows=len(sheet.rows),
        **form.cleaned_data,
    )
    return FileResponse(
        io.BytesIO(written(export, columns, sheet.rows)),
        as_attachment=True,
        filename=file_name(export),
    )


@dataclass(frozen=True)
class Prepared:
    """A file in a form of its own that leaves the house: ``build(mark)`` makes it; ``mark`` says
    who took it and why. ``format`` is what its name ends with.
    """

    title: str
    columns: list[str]
    rows: int
    build: Callable[[str], bytes]
    name: str
    said: str = ""
    format: str = "xlsx"


def export_prepared(request, prepared: Prepared):
    """The question what the file is for, or, once it is answered, the file."""
    form = ExportForm(request.POST or None)
    for unasked in ("format", "whole"):
        del form.fields[unasked]
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "title": _("Export"),
            "subtitle": prepared.title,
            "rows": prepared.rows,
            "filters": prepared.said,
            "columns": prepared.columns,
        }
        return render(request, "core/tables/export.html", context)
    export = note_export(
        request,
        by=request.user,
        table=prepared.title,
        filters=prepared.said,
        rows=prepared.rows,
        format=prepared.format,
        columns=[Exported(title, None) for title in prepared.columns],
        reason=form.cleaned_data["reason"],
    )
    content = prepared.build(watermark(export))
    note_taken(export, content)
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=prepared.name)
    response["Cache-Control"] = "no-store"
    return response


class ExportGuard:
    """Middleware: a list that would hand its rows out without asking (Wagtail's own reports) is
    refused.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, function, args, kwargs):
        if request.GET.get("export") not in FORMATS:
            return
        while not hasattr(function, "view_class") and hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        view = getattr(function, "view_class", object)
        if issubclass(view, SpreadsheetExportMixin) and not issubclass(view, LoggedExport):
            raise PermissionDenied
