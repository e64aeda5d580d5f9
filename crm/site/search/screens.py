from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from .find import find


@require_safe
def search(request):
    asked = request.GET.get("q", "").strip()
    hits = find(asked, translation.get_language()) if asked else []
    response = render(request, "site/search.html", {"asked": asked, "hits": hits})
    response["X-Robots-Tag"] = "noindex"
    return response
