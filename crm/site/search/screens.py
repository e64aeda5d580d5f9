from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from ..pages.below import one_page
from .find import find, hits

A_PAGE = 10


@require_safe
def search(request):
    query = request.GET.get("q", "").strip()
    page = one_page(find(query, translation.get_language()), request, A_PAGE)
    context = {"asked": query, "found": page, "hits": hits(list(page), query)}
    response = render(request, "site/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
