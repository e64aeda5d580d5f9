"""The report of the movements between two years of a list: screen and file."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.tables.exporting import FORMATS
from crm.staff.tables.export_screen import export_sheet

from ..targets.movements import Movement, Way, movements, pairs_of_lists
from .report import Figure, Report, Row, choice

SHOWN = 200


def movement_report(request):
    if not request.user.has_perm("leads.view_targetentry"):
        raise PermissionDenied
    answer = report(request.user, request.GET)
    title = _("Movements on the lists")
    if request.GET.get("export") in FORMATS:
        return export_sheet(request, answer.as_sheet(title))
    query = request.GET.copy()
    query.pop("export", None)
    context = {
        "report": answer,
        "report_title": title,
        "channel": title,
        "lines": answer.lines(SHOWN),
        "asked": query.urlencode(),
    }
    return render(request, "leads/channel_report.html", context)


def report(user, asked) -> Report:
    pairs = pairs_of_lists(user)
    empty = _("Movements are told once two years of a list are stored.")
    if not pairs:
        return Report([], [], empty=empty)
    by_key = {str(newer.pk): (newer, older) for newer, older in pairs}
    chosen = choice(
        asked,
        "list",
        _("list"),
        [
            (key, _("%(newer)s against %(year)d") % {"newer": newer, "year": older.year})
            for key, (newer, older) in by_key.items()
        ],
    )
    way = choice(asked, "way", _("movement"), [("", _("all")), *_labels().items()])
    moves = movements(*by_key[chosen.chosen], user)
    shown_moves = [move for move in moves if way.chosen in ("", move.way)]
    return Report(
        _columns(), [_row(move) for move in shown_moves], _figures(moves), [chosen, way], empty
    )


def _labels() -> dict[str, str]:
    return {
        Way.NEW: _("newly listed"),
        Way.UP: _("risen"),
        Way.SAME: _("unchanged"),
        Way.DOWN: _("fallen"),
        Way.GONE: _("gone"),
    }


def _columns() -> list[str]:
    return [
        _("company"),
        _("movement"),
        _("rank"),
        _("rank the year before"),
        pgettext("movement", "places"),
        _("with us"),
        _("fit"),
        _("what it means"),
    ]


def _row(move: Movement) -> Row:
    steps = move.steps
    cells = [
        move.company.name,
        _labels()[move.way],
        move.rank or "—",
        move.before or "—",
        "—" if not steps else f"{'▲' if steps > 0 else '▼'}{abs(steps)}",
        _with_us(move),
        "—" if move.fit is None else move.fit,
        move.meaning,
    ]
    return Row(cells, reverse("company:inspect", args=[move.company.pk]))


def _with_us(move: Movement) -> str:
    if move.is_here:
        return _("settled here")
    return _("%(count)d open leads") % {"count": move.open_leads} if move.open_leads else "—"


def _figures(moves: list[Movement]) -> list[Figure]:
    counts = [
        Figure(label, sum(move.way == way for move in moves)) for way, label in _labels().items()
    ]
    concerned = sum(move.way == Way.GONE and (move.is_here or move.open_leads) for move in moves)
    return [*counts, Figure(_("gone, and in hand with us"), concerned)]
