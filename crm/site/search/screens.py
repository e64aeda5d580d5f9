from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from ..pages.below import one_page
from .find import find, hits

A_PAGE = 10


@require_safe
def search(request):
    asked = request.GET.get("q", "").strip()
    found = one_page(find(asked, translation.get_language()), request, A_PAGE)
    shown = {"asked": asked, "found": found, "hits": hits(list(found), asked)}
    response = render(request, "site/search.html", shown)
    response["X-Robots-Tag"] = "noindex"
    return response
