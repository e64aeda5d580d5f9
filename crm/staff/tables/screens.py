"""The screens of imports and exports: choose a file, watch it being read, look through the preview,
confirm; fetch what was exported.
"""

import io
from functools import partial

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.incoming.field import IncomingFile
from crm.core.incoming.purposes import LEDGER
from crm.core.models import ExportLog, ListRun, TableImport
from crm.core.punctuation import aside
from crm.core.refusals import refusals_as_message, refusals_on
from crm.core.runs.steps import LIST_STEPS
from crm.core.tables.begin import answer_units, begin_import, confirm_import, discard_import
from crm.core.tables.columns import TABLES
from crm.core.tables.exporting import discard_export, file_name
from crm.core.tables.marked import marked_workbook
from crm.core.tables.plan import MOST_PROBLEMS, Problem
from crm.core.tables.template import template_of

PROBLEMS_A_PAGE = 100
SHOWN = 30


class LedgerForm(forms.Form):
    file = IncomingFile(LEDGER, label=gettext_lazy("ledger (XLSX or CSV)"))


def _table(request, label):
    table = TABLES.get(label)
    if table is None:
        raise Http404
    if not table.may_import(request.user):
        raise PermissionDenied
    return table


def own(request):
    """What the user has brought in and taken out lately."""
    user = request.user
    context = {
        "title": _("Imports and exports"),
        "imports": TableImport.objects.filter(by=user)[:SHOWN],
        "exports": ExportLog.objects.filter(by=user)[:SHOWN],
        "tables": [table for table in TABLES.values() if table.may_import(user)],
        "runs": [
            (run, LIST_STEPS[run.step].transition.label)
            for run in ListRun.objects.visible_to(user).defer("keys")[:SHOWN]
        ],
    }
    return render(request, "core/tables/own.html", context)


def choose_file(request, label):
    table = _table(request, label)
    form = LedgerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, at="file"):
            job = begin_import(table, form.cleaned_data["file"], by=request.user)
            return redirect("tables:import", job.pk)
    return render(
        request,
        "core/tables/choose.html",
        {"form": form, "table": table, "title": _("Import: %s") % table.title},
    )


def template(request, label):
    table = _table(request, label)
    return _workbook(template_of(table), _("Template %s.xlsx") % table.title)


def _workbook(content, name):
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)


def _job(request, pk) -> TableImport:
    """One's own, or any for those who may view imports; else 404."""
    return get_object_or_404(TableImport.objects.visible_to(request.user), pk=pk)


def show_import(request, pk):
    return _page_of(request, _job(request, pk))


def _page_of(request, job, chosen=None):
    """``chosen`` are units {column name: word} that were posted and not accepted."""
    pk = job.pk
    if job.by_id == request.user.pk and not job.is_running and not job.is_seen:
        TableImport.objects.filter(pk=pk).update(is_seen=True)
    page = Paginator(job.problems, PROBLEMS_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "job": job,
        "table": TABLES[job.table],
        "title": _("Import: %s") % TABLES[job.table].title,
        "page": page,
        "problems": [Problem(*row) for row in page],
        "is_own": job.by_id == request.user.pk,
        "more": job.problem_count > MOST_PROBLEMS,
        "index_url": _list_of(TABLES[job.table]),
        "questions": [
            {**question, "chosen": (chosen or {}).get(question["column"])}
            for question in job.preview.get("questions", [])
        ],
        "aside_url": reverse(TABLES[job.table].aside_list) if TABLES[job.table].aside_list else "",
    }
    return render(request, "core/tables/job.html", context)


def _list_of(table) -> str:
    return reverse(f"{table.model._meta.model_name}:index")


def import_state(request, pk):
    job = _job(request, pk)
    return JsonResponse(
        {
            "running": job.is_running,
            "phase": job.get_phase_display(),
            "done": job.done,
            "total": job.total,
            "percent": job.percent,
        }
    )


@require_POST
def answer(request, pk):
    """Stores the units of columns that name none; if one is missing, the chosen ones stay shown."""
    job = _job(request, pk)
    chosen = {
        name.removeprefix("unit-"): word
        for name, word in request.POST.items()
        if name.startswith("unit-")
    }
    with refusals_as_message(request):
        answer_units(job, chosen, by=request.user)
        return redirect("tables:import", pk)
    return _page_of(request, job, chosen)


@require_POST
def confirm(request, pk):
    return _act(request, pk, partial(confirm_import, is_sure="sure" in request.POST))


@require_POST
def discard(request, pk):
    return _act(request, pk, discard_import)


def _act(request, pk, use_case):
    job = _job(request, pk)
    with refusals_as_message(request):
        use_case(job, by=request.user)
    return redirect("tables:import", pk)


def problems(request, pk):
    """The file with its bad cells marked; only for the person whose file it is."""
    job = get_object_or_404(TableImport, pk=pk, by=request.user)
    if not job.source or not job.problems:
        raise Http404
    with job.source.open() as file:
        content = file.read()
    return _workbook(
        marked_workbook(job, content), _("Problems %s.xlsx") % job.file_name.rsplit(".", 1)[0]
    )


def _export(request, pk) -> ExportLog:
    """Only one's own: the log is for auditors, the rows are not."""
    return get_object_or_404(ExportLog, pk=pk, by=request.user)


def show_export(request, pk):
    export = _export(request, pk)
    if export.phase != ExportLog.Phase.RUNNING and not export.is_seen:
        ExportLog.objects.filter(pk=pk).update(is_seen=True)
    return render(
        request,
        "core/tables/export_job.html",
        {"export": export, "title": export.number, "is_own": export.by_id == request.user.pk},
    )


def export_state(request, pk):
    export = _export(request, pk)
    running = export.phase == ExportLog.Phase.RUNNING
    return JsonResponse(
        {
            "running": running,
            "phase": export.get_phase_display(),
            "done": export.done,
            "total": export.rows,
            "percent": min(100, export.done * 100 // export.rows) if export.rows else 0,
        }
    )


def export_file(request, pk):
    export = _export(request, pk)
    if not export.file:
        raise Http404
    return FileResponse(export.file.open(), as_attachment=True, filename=file_name(export))


@require_POST
def cancel_export(request, pk):
    with refusals_as_message(request):
        discard_export(_export(request, pk), by=request.user)
    return redirect("tables:export", pk)


def notices(request):
    """What has ended since the user last looked, for the notice that every page shows; POST: it has
    been read.
    """
    records = [
        *TableImport.objects.filter(by=request.user, is_seen=False)[:5],
        *ExportLog.objects.filter(by=request.user, is_seen=False)[:5],
    ]
    if request.method == "POST":
        for record in records:
            type(record).objects.filter(pk=record.pk).update(is_seen=True)
        return JsonResponse({"notices": [], "running": False})
    running = (
        TableImport.objects.filter(by=request.user).running().exists()
        or ExportLog.objects.filter(by=request.user, phase=ExportLog.Phase.RUNNING).exists()
    )
    return JsonResponse({"notices": [_notice(record) for record in records], "running": running})


def _notice(record) -> dict:
    if isinstance(record, ExportLog):
        text = _("Export %(number)s: %(phase)s") % {
            "number": record.number,
            "phase": record.get_phase_display(),
        }
        return {"text": text, "link": reverse("tables:export", args=[record.pk])}
    text = _("Import of “%(file)s”: %(phase)s") % {
        "file": record.file_name,
        "phase": record.get_phase_display(),
    }
    if record.problem_count:
        text += aside(_("%d problems") % record.problem_count)
    return {"text": text, "link": reverse("tables:import", args=[record.pk])}
