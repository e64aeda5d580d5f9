"""What the search box asks for while somebody types."""

from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from .find import find

LONGEST = 100


@require_GET
@never_cache
def search(request):
    groups = find(request.GET.get("q", "")[:LONGEST], by=request.user)
    return JsonResponse({"groups": [as_json(group) for group in groups]})


def as_json(group) -> dict:
    hits = [{"title": hit.title, "detail": hit.detail, "url": hit.url} for hit in group.hits]
    return {
        "label": str(group.kind.label),
        "icon": group.kind.icon,
        "hits": hits,
        "more": group.more,
    }
