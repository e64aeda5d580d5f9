"""The dashboard as a page, on the wall, and as a table."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.indicators.read import is_told
from crm.core.indicators.registry import INDICATORS
from crm.core.indicators.shown import Figure
from crm.core.replica.read import reads_from_replica
from crm.core.tables.exporting import FORMATS
from crm.staff.tables.export_screen import export_sheet

from ..forecast.make import CODES
from ..forecast.shown import forecasts_for, weighing
from ..models import OwnDashboard
from ..plan.goals import standings_in_force, with_goals, worst
from . import cards
from .files import FORMATS as FILES
from .files import Page, as_file
from .given import tables_of
from .pivot import pivot
from .selection import CITY, Selection, selection_from
from .table import Table

SHOWN, WEIGHING = 200, 5


@reads_from_replica
def dashboard(request):
    """The address holds what is shown: ``days``, ``of``, and ``wall`` for the wall."""
    if not request.user.has_perm("leads.view_project"):
        raise PermissionDenied
    today = timezone.localdate()
    selection = selection_from(request.user, request.GET, today)
    if not request.GET and (start := OwnDashboard.objects.start_of(request.user)):
        return redirect("own_dashboard:show", start.pk)
    if request.GET.get("export") in FILES:
        return as_file(request, page_of(selection, today))
    is_wall = "wall" in request.GET
    if is_wall:
        request.session.modified = True  # it stays logged in while it is looked at
    context = {"is_wall": is_wall, **context_of(selection, today)}
    return render(request, "dispatch/dashboard.html", context)


def context_of(selection: Selection, today) -> dict:
    first, _last = selection.period.days
    headlines, money = cards.headlines_and_money(selection)
    standings = standings_in_force(selection.user, today)
    headlines, foretold = _beside_the_plan(headlines, selection, today, standings)
    targets, targets_in_all = worst(standings)
    whole_year = (today.replace(month=12, day=31) - today.replace(month=1, day=1)).days + 1
    return {
        "selection": selection,
        "now": timezone.localtime(),
        "first": first,
        "elapsed": round(100 * ((today - today.replace(month=1, day=1)).days + 1) / whole_year),
        "figures": headlines,
        "map": cards.districts(selection),
        "way": cards.way(selection),
        "money": money,
        "months": foretold[0].chart() if foretold else cards.months(selection, today),
        "foretold": foretold,
        "weighing": weighing(foretold[0].row, selection.user, WEIGHING) if foretold else [],
        "parks": cards.parks(selection),
        "chains": cards.chains(selection),
        "channels": cards.channels(selection),
        "agents": cards.agents(selection),
        "targets": targets,
        "targets_in_all": targets_in_all,
        "on_the_wall": selection.address(wall=1),
        "as_xlsx": selection.address(export="xlsx"),
        "as_pdf": selection.address(export="pdf"),
        "next_on_the_wall": next_on_the_wall(selection),
    }


def _beside_the_plan(headlines, selection: Selection, today, standings):
    """The figures with their goals, and the forecast; both for the whole city this year alone."""
    if not selection.is_this_year_of_the_city:
        return headlines, []
    codes = {headline.indicator.code for headline in headlines}
    forecast_figures = [Figure(INDICATORS[code], None) for code in CODES if code not in codes]
    figures = with_goals([*headlines, *forecast_figures], today, selection.user, standings)
    goals = {figure.indicator.code: figure.goal.standing.goal for figure in figures if figure.goal}
    return figures[: len(headlines)], forecasts_for(selection.user, today, goals)


def next_on_the_wall(selection: Selection) -> str:
    """The wall goes round: the city, then its districts and parks."""
    parts = [CITY, *(scope for _heading, group in selection.scopes[1:3] for scope in group)]
    codes = [part.code for part in parts]
    place = codes.index(selection.scope.code) if selection.scope.code in codes else -1
    return selection.address(of=codes[(place + 1) % len(codes)], wall=1)


def page_of(selection: Selection, today) -> Page:
    """The tables of the screen, and one of every indicator for the same part and days."""
    tables = [*tables_of(context_of(selection, today)), every_indicator(selection)]
    return Page(_("Investment promotion"), selection, tables, today)


def every_indicator(selection: Selection) -> Table:
    codes = [code for code in INDICATORS if is_told(code, selection.scope.where, selection.user)]
    figures = cards.figures(selection, codes)
    numbers = [
        [
            figure.label,
            figure.amount,
            figure.before,
            str(figure.indicator.unit),
            str(figure.indicator.formula),
        ]
        for figure in figures
    ]
    words = [
        [
            figure.label,
            figure.in_words,
            figure.before_in_words if figure.before is not None else "",
            str(figure.indicator.formula),
        ]
        for figure in figures
    ]
    title, formula = _("Indicators"), _("how it is counted")
    columns = [_("indicator"), _("now"), _("the year before")]
    raw = Table(title, [*columns, _("unit"), formula], [""] * 5, numbers)
    return Table(title, [*columns, formula], [""] * 4, words, as_numbers=raw)


@reads_from_replica
def forecast(request):
    """What the year will bring, what it rests on, and what it would have said last year."""
    if not request.user.has_perm("leads.view_project"):
        raise PermissionDenied
    foretold = forecasts_for(request.user, timezone.localdate())
    if not foretold:
        raise PermissionDenied
    context = {"foretold": foretold, "weighing": weighing(foretold[0].row, request.user, SHOWN)}
    return render(request, "dispatch/forecast.html", context)


@reads_from_replica
def table(request):
    """An indicator by two dimensions, on the screen or as a file."""
    if not request.user.has_perm("leads.view_project"):
        raise PermissionDenied
    selection = selection_from(request.user, request.GET, timezone.localdate())
    report = pivot(selection, request.GET)
    indicator = INDICATORS[report.choices[0].chosen]
    if request.GET.get("export") in FORMATS:
        return export_sheet(request, report.as_sheet(str(indicator.label)))
    query = request.GET.copy()
    query.pop("export", None)
    context = {
        "report": report,
        "lines": report.lines(SHOWN),
        "indicator": indicator,
        "query": query.urlencode(),
    }
    return render(request, "dispatch/pivot.html", context)


urls = (
    [
        path("", dashboard, name="index"),
        path("table/", table, name="table"),
        path("forecast/", forecast, name="forecast"),
    ],
    "dashboard",
)
