"""The small forms above each list that keep, change, share, delete and put first a saved view."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.models import SavedView
from crm.core.refusals import REFUSALS, in_words

from .saved_views import change_view, delete_view, open_first, save_view

SHOWN = 200  # characters of a name that was refused


@require_POST
def save(request):
    facts = {name: request.POST.get(name, "") for name in ("list_name", "name", "query")}
    back = _list_url(facts["list_name"])
    try:
        with transaction.atomic():
            view = save_view(
                **facts,
                audience=request.POST.get("audience", SavedView.Audience.OWN),
                by=request.user,
            )
    except REFUSALS as refusal:
        return _say(request, refusal, facts["name"], f"{back}?{facts['query'].lstrip('?')}")
    messages.success(request, _("The view “%s” is kept.") % view)
    return redirect(_url(view))


@require_POST
def change(request, pk):
    view = _visible(request, pk)
    try:
        change_view(
            view,
            name=request.POST.get("name", ""),
            audience=request.POST.get("audience", ""),
            by=request.user,
        )
    except REFUSALS as refusal:
        view.refresh_from_db()
        return _say(request, refusal, request.POST.get("name", ""), _url(view))
    messages.success(request, _("The view “%s” is kept.") % view)
    return redirect(_url(view))


@require_POST
def delete(request, pk):
    view = _visible(request, pk)
    delete_view(view, by=request.user)
    messages.success(request, _("The view “%s” is deleted.") % view)
    return redirect(_list_url(view.list_name))


@require_POST
def first(request, pk):
    view = _visible(request, pk)
    open_first(view, request.POST.get("first") == "1", by=request.user)
    return redirect(_url(view))


def _visible(request, pk):
    view = SavedView.objects.visible_to(request.user).filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def _url(view) -> str:
    return f"{_list_url(view.list_name)}?{view.query or 'view=all'}"


def _list_url(list_name: str) -> str:
    try:
        return reverse(f"{list_name}:index")
    except NoReverseMatch:
        raise Http404 from None


def _say(request, refusal, typed: str, url):
    """Show the refusal with the name that was typed, which the list has no field to show."""
    parts = {"name": typed[:SHOWN], "why": in_words(refusal)}
    messages.error(request, _("The view “%(name)s” is not kept: %(why)s") % parts)
    return redirect(url)


urlpatterns = [
    path("saved-views/", save, name="save_view"),
    path("saved-views/<int:pk>/", change, name="change_view"),
    path("saved-views/<int:pk>/delete/", delete, name="delete_view"),
    path("saved-views/<int:pk>/first/", first, name="open_view_first"),
]
