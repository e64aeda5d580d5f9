"""One's own dashboards: the list, each as a page, and what is done with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.by_key import by_key
from crm.core.refusals import REFUSALS, by_field, refusals_as_message, refusals_on
from crm.core.replica.read import reads_from_replica
from crm.core.writing.history import edits_of

from ..dashboards.files import FORMATS, Page, as_file
from ..dashboards.selection import selection_from
from ..models import OwnDashboard
from . import change
from .forms import CardsForm, NameForm, ShareForm, choices
from .layout import FIRST
from .show import cards_of


def index(request):
    """One's own, and those that others share."""
    dashboards = _seen(request).select_related("owner")
    start = OwnDashboard.objects.start_of(request.user)
    key = request.user.pk
    groups = [
        (_("My own"), [dashboard for dashboard in dashboards if dashboard.owner_id == key]),
        (_("Shared with me"), [dashboard for dashboard in dashboards if dashboard.owner_id != key]),
    ]
    return render(request, "dispatch/own/index.html", {"groups": groups, "start": start})


@reads_from_replica
def show(request, pk):
    dashboard, today = _dashboard(request, pk), timezone.localdate()
    selection = selection_from(request.user, request.GET, today)
    cards = cards_of(dashboard.cards, selection, today)
    if request.GET.get("export") in FORMATS:
        tables = [card.table for card in cards if card.table]
        return as_file(request, Page(dashboard.name, selection, tables, today))
    return render(request, "dispatch/own/show.html", _shown(request, dashboard, selection, cards))


def _shown(request, dashboard, selection, cards) -> dict:
    return {
        "dashboard": dashboard,
        "selection": selection,
        "cards": cards,
        "now": timezone.localtime(),
        "first": selection.period.days[0],
        "is_own": dashboard.owner_id == request.user.pk,
        "may_edit": dashboard.may_be_changed_by(request.user),
        "is_start": OwnDashboard.objects.start_of(request.user) == dashboard,
        "as_xlsx": selection.address(export="xlsx"),
        "as_pdf": selection.address(export="pdf"),
    }


def new(request):
    _seen(request)
    return _edit(request, None, FIRST, "")


def edit(request, pk):
    dashboard = _dashboard(request, pk)
    if not dashboard.may_be_changed_by(request.user):
        raise PermissionDenied
    return _edit(request, dashboard, dashboard.cards, dashboard.name)


def _edit(request, dashboard, cards, name):
    """A button that arranges shows the form again with the cards so arranged; nothing is stored
    before the one that keeps it.
    """
    form, cards_form = NameForm(initial={"name": name}), CardsForm([dict(card) for card in cards])
    if request.method == "POST":
        form, cards_form = NameForm(request.POST), CardsForm.of_post(request.POST)
        if cards_form.press(request.POST.get("do", "")):
            form = NameForm(initial={"name": request.POST.get("name", "")[:60]})
        elif form.is_valid() and (stored := _kept(request, dashboard, form, cards_form)):
            messages.success(request, _("The dashboard “%s” is kept.") % stored)
            return redirect("own_dashboard:show", stored.pk)
    context = {
        "dashboard": dashboard,
        "form": form,
        "cards": cards_form.cards,
        "wrong": cards_form.errors,
        **choices(request.user, cards_form.cards),
    }
    return render(request, "dispatch/own/edit.html", context)


def _kept(request, dashboard, form, cards_form):
    """The dashboard as stored; None where it was refused, and the forms say why."""
    facts = {"name": form.cleaned_data["name"], "cards": cards_form.cards, "by": request.user}
    try:
        with transaction.atomic():
            if dashboard is None:
                return change.put_together(**facts)
            return change.change(dashboard, **facts)
    except REFUSALS as refusal:
        for name, errors in by_field(refusal).items():
            if name == "name":
                form.add_error("name", errors)
            else:
                cards_form.errors += errors
    return None


def share(request, pk):
    dashboard = _dashboard(request, pk)
    if dashboard.owner_id != request.user.pk:
        raise PermissionDenied
    form = ShareForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change.share(dashboard, by=request.user, **form.cleaned_data)
            return redirect("own_dashboard:share", pk)
    shares = dashboard.shares.select_related("role", "department", "person")
    context = {"dashboard": dashboard, "form": form, "shares": shares}
    return render(request, "dispatch/own/share.html", {"title": _("Share"), **context})


@require_POST
def stop_sharing(request, pk, share_pk):
    dashboard = _dashboard(request, pk)
    dashboard_share = by_key(dashboard.shares.all(), share_pk)
    if dashboard_share is None:
        raise Http404
    change.stop_sharing(dashboard_share, by=request.user)
    return redirect("own_dashboard:share", pk)


@require_POST
def copy(request, pk):
    dashboard = _dashboard(request, pk)
    with refusals_as_message(request):
        duplicate = change.copy(dashboard, by=request.user)
        return redirect("own_dashboard:edit", duplicate.pk)
    return redirect("own_dashboard:show", pk)


@require_POST
def start(request, pk):
    """``first`` "1": begin with it; else with the given one again."""
    dashboard = _dashboard(request, pk)
    is_first = request.POST.get("first") == "1"
    change.begin_with(dashboard if is_first else None, by=request.user)
    return redirect("own_dashboard:show", pk)


@require_POST
def delete(request, pk):
    dashboard = _dashboard(request, pk)
    change.throw_away(dashboard, by=request.user)
    messages.success(request, _("The dashboard “%s” is deleted.") % dashboard)
    return redirect("own_dashboard:index")


def history(request, pk):
    dashboard = _dashboard(request, pk)
    context = {"dashboard": dashboard, "edits": edits_of(dashboard)}
    return render(request, "dispatch/own/history.html", {"title": _("History"), **context})


def _seen(request):
    if not request.user.has_perm("leads.view_project"):
        raise PermissionDenied
    return OwnDashboard.objects.visible_to(request.user)


def _dashboard(request, pk) -> OwnDashboard:
    dashboard = by_key(_seen(request).select_related("owner"), pk)
    if dashboard is None:
        raise Http404
    return dashboard


urls = (
    [
        path("", index, name="index"),
        path("new/", new, name="new"),
        path("<int:pk>/", show, name="show"),
        path("<int:pk>/edit/", edit, name="edit"),
        path("<int:pk>/share/", share, name="share"),
        path("<int:pk>/share/<int:share_pk>/stop/", stop_sharing, name="stop_sharing"),
        path("<int:pk>/copy/", copy, name="copy"),
        path("<int:pk>/start/", start, name="start"),
        path("<int:pk>/delete/", delete, name="delete"),
        path("<int:pk>/history/", history, name="history"),
    ],
    "own_dashboard",
)
