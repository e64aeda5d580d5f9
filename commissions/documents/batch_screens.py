"""Documents in batches: choose records, watch the progress, take the ZIP."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.refusals import refusals_as_message

from ..models import DocumentBatch, IssuedDocument
from .batch import awaiting, begin_batch, discard_batch, zip_of
from .kinds import DOCUMENT_KINDS

RECENT = 10


def new_batch(request):
    """Records whose document can be issued now, kind by kind, to tick."""
    kinds = [kind for kind in DOCUMENT_KINDS.values() if kind.may_be_issued_by(request.user)]
    if not kinds:
        raise PermissionDenied
    kind = DOCUMENT_KINDS.get(request.GET.get("kind", ""))
    kind = kind if kind in kinds else kinds[0]
    records = awaiting(kind.code, request.user)
    if request.method == "POST":
        keys = set(request.POST.getlist("record"))
        with refusals_as_message(request):
            batch = begin_batch(
                kind.code,
                [record for record in records if str(record.pk) in keys],
                by=request.user,
            )
            return redirect("issueddocument:batch", batch.pk)
    recent = DocumentBatch.objects.visible_to(request.user)[:RECENT]
    context = {
        "title": _("Issue documents in a batch"),
        "kinds": kinds,
        "chosen": kind,
        "waiting": records,
        "recent": recent,
    }
    return render(request, "commissions/new_document_batch.html", context)


def show_batch(request, pk):
    batch = get_object_or_404(DocumentBatch.objects.visible_to(request.user), pk=pk)
    lines = list(batch.lines.select_related("document"))
    model = DOCUMENT_KINDS[batch.kind].model
    subjects = model.objects.in_bulk([line.object_id for line in lines])
    visible_pks = set(
        IssuedDocument.objects.visible_to(request.user)
        .filter(batch_line__batch=batch)
        .values_list("pk", flat=True)
    )
    context = {
        "title": _("Batch of documents"),
        "batch": batch,
        "is_own": batch.created_by_id == request.user.pk,
        "rows": [
            (line, subjects.get(line.object_id), line.document_id in visible_pks) for line in lines
        ],
        **_state(batch),
    }
    return render(request, "commissions/document_batch.html", context)


def batch_state(request, pk):
    return JsonResponse(
        _state(get_object_or_404(DocumentBatch.objects.visible_to(request.user), pk=pk))
    )


def _state(batch) -> dict:
    total, done = batch.lines.count(), batch.lines.filter(is_done=True).count()
    return {
        "running": done < total,
        "phase": _("being issued"),
        "done": done,
        "total": total,
        "percent": done * 100 // total,
    }


@require_POST
def discard(request, pk):
    batch = get_object_or_404(DocumentBatch.objects.visible_to(request.user), pk=pk)
    with refusals_as_message(request):
        discard_batch(batch, by=request.user)
    return redirect("issueddocument:batch", pk)


def batch_zip(request, pk):
    batch = get_object_or_404(DocumentBatch.objects.visible_to(request.user), pk=pk)
    name = f"{batch.get_kind_display()}-{batch.created_at:%Y%m%d}-{batch.pk}.zip"
    return FileResponse(
        zip_of(batch, request.user),
        as_attachment=True,
        filename=name,
        content_type="application/zip",
    )


batch_paths = [
    path("batches/new/", new_batch, name="new_batch"),
    path("batches/<int:pk>/", show_batch, name="batch"),
    path("batches/<int:pk>/state/", batch_state, name="batch_state"),
    path("batches/<int:pk>/discard/", discard, name="discard_batch"),
    path("batches/<int:pk>/zip/", batch_zip, name="batch_zip"),
]
