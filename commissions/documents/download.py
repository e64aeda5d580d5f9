"""Serving issued documents to those who may see them."""

import io

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404

from ..models import IssuedDocument


@login_required
def download(request, pk):
    """The document; one that is no longer in force as a marked copy, unless the address asks for
    the original: ``?original``.
    """
    from .marked import marked_copy  # pyHanko: see pades.py

    document = get_object_or_404(IssuedDocument.objects.visible_to(request.user).made(), pk=pk)
    is_over = document.state in (document.State.WITHDRAWN, document.State.REPLACED)
    content = (
        io.BytesIO(marked_copy(document))
        if is_over and "original" not in request.GET
        else document.file.open()
    )
    return FileResponse(content, filename=f"{document.number}.pdf", content_type="application/pdf")
