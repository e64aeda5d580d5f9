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
    built = report(request.user, request.GET)
    title = _("Movements on the lists")
    if request.GET.get("export") in FORMATS:
        return export_sheet(request, built.as_sheet(title))
    asked = request.GET.copy()
    asked.pop("export", None)
    context = {
        "report": built,
        "report_title": title,
        "channel": title,
        "lines": built.lines(SHOWN),
        "asked": asked.urlencode(),
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
    found = movements(*by_key[chosen.chosen], user)
    shown = [each for each in found if way.chosen in ("", each.way)]
    return Report(_columns(), [_row(each) for each in shown], _figures(found), [chosen, way], empty)


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


def _row(each: Movement) -> Row:
    steps = each.steps
    cells = [
        each.company.name,
        _labels()[each.way],
        each.rank or "—",
        each.before or "—",
        "—" if not steps else f"{'▲' if steps > 0 else '▼'}{abs(steps)}",
        _with_us(each),
        "—" if each.fit is None else each.fit,
        each.meaning,
    ]
    return Row(cells, reverse("company:inspect", args=[each.company.pk]))


def _with_us(each: Movement) -> str:
    if each.is_here:
        return _("settled here")
    return _("%(count)d open leads") % {"count": each.open_leads} if each.open_leads else "—"


def _figures(found: list[Movement]) -> list[Figure]:
    counted = [
        Figure(label, sum(each.way == way for each in found)) for way, label in _labels().items()
    ]
    concerned = sum(each.way == Way.GONE and (each.is_here or each.open_leads) for each in found)
    return [*counted, Figure(_("gone, and in hand with us"), concerned)]
