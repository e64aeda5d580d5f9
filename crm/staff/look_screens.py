"""The small forms above each list that choose its columns and the distance of its rows."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_POST

from crm.core.refusals import REFUSALS, in_words

from .looks import choose_columns, space_rows


@require_POST
def columns(request):
    list_name, names = request.POST.get("list_name", ""), request.POST.getlist("column")
    back = _back(request, list_name)
    try:
        choose_columns(list_name, [] if "as_given" in request.POST else names, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, in_words(refusal))
    return redirect(back)


@require_POST
def rows(request):
    back = _back(request, request.POST.get("list_name", ""))
    space_rows(request.POST.get("loose") == "1", by=request.user)
    return redirect(back)


def _back(request, list_name: str) -> str:
    """To the list as it was shown."""
    try:
        address = reverse(f"{list_name}:index")
    except NoReverseMatch:
        raise Http404 from None
    query = request.POST.get("query", "").lstrip("?")
    return f"{address}?{query or 'view=all'}"


urlpatterns = [
    path("list-columns/", columns, name="list_columns"),
    path("list-rows/", rows, name="list_rows"),
]
