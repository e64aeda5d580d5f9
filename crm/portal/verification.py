"""Whether a document is genuine, for everybody who holds its QR code; nothing of its content."""

import hashlib

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from commissions.documents.verify import verify
from commissions.models import IssuedDocument
from crm.core.incoming.field import IncomingFile
from crm.core.incoming.purposes import COPY


class TokenForm(forms.Form):
    token = forms.SlugField(
        label=gettext_lazy("characters under the code"),
        max_length=80,
        help_text=gettext_lazy("Scan the code on the paper, or copy what stands under it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "ds-input"}),
    )


class CopyForm(forms.Form):
    file = IncomingFile(COPY, label=gettext_lazy("your copy (PDF)"))


@require_safe
def verify_any(request):
    """The way to the page of a document for who has the paper in hand."""
    form = TokenForm(request.GET or None)
    if form.is_valid():
        token = form.cleaned_data["token"]
        if IssuedDocument.objects.made().filter(token=token).exists():
            return redirect("verify", token)
        form.add_error("token", _("No document has these characters. Look at them once more."))
    return render(request, "portal/verify_any.html", {"form": form})


@never_cache
@csrf_exempt  # nothing is stored, and nobody's rights are used
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
