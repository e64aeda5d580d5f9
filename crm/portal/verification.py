"""Whether a document is genuine, for everybody who holds its QR code; nothing of its content."""

import hashlib

from django import forms
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from commissions.documents.verify import verify
from commissions.models import IssuedDocument
from crm.core.incoming.field import IncomingFile
from crm.core.incoming.purposes import COPY


class CopyForm(forms.Form):
    file = IncomingFile(COPY, label=gettext_lazy("your copy (PDF)"))


@never_cache
def verify_document(request, token):
    """Number, state, hash and signature of the document behind a QR code, and whether a copy that
    is shown is the one issued.
    """
    document = get_object_or_404(
        IssuedDocument.objects.made().select_related("seal", "replaced_by"), token=token
    )
    form = CopyForm(request.POST or None, request.FILES or None)
    same = None
    if request.method == "POST" and form.is_valid():
        same = hash_of(form.cleaned_data["file"]) == document.sha256
    response = render(
        request,
        "portal/verify.html",
        {"document": document, "found": verify(document), "form": form, "same": same},
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def hash_of(upload) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
