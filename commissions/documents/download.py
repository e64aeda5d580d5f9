"""Serving an issued document to those who may see what it is about."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404

from commissions.models import IssuedDocument


@login_required
def download(request, pk):
    document = IssuedDocument.objects.filter(pk=pk).select_related("content_type").first()
    model = document and document.content_type.model_class()
    if not model or not model.objects.visible_to(request.user).filter(pk=document.object_id).exists():
        raise Http404
    return FileResponse(document.file.open(), filename=f"{document.number}.pdf", content_type="application/pdf")
