"""The figures of the desk in the staff admin."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.replica.read import reads_from_replica
from crm.staff.record_parts import Figure

from ..models import Tally
from .read import figures_for


class MonthInput(forms.DateInput):
    input_type = "month"

    def __init__(self):
        super().__init__(format="%Y-%m")


class PeriodForm(forms.Form):
    since = forms.DateField(
        label=_("from month"), required=False, input_formats=["%Y-%m"], widget=MonthInput()
    )
    until = forms.DateField(
        label=_("until month"), required=False, input_formats=["%Y-%m"], widget=MonthInput()
    )

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return cleaned


@reads_from_replica
def figures(request):
    if not request.user.has_perm("desk.view_service_figures"):
        raise PermissionDenied
    form = PeriodForm(request.GET or None)
    period = form.cleaned_data if form.is_bound and form.is_valid() else {}
    desk_figures = figures_for(Tally.objects.visible_to(request.user), **period)
    initial = {"since": desk_figures.since, "until": desk_figures.until}
    context = {
        "form": form if form.errors else PeriodForm(initial=initial),
        "figures": desk_figures,
        "tables": [
            (
                _("By department"),
                _("department"),
                _rows(desk_figures, desk_figures.by_department, "department"),
            ),
            (_("By kind"), _("kind"), _rows(desk_figures, desk_figures.by_kind, "kind")),
            (_("By month"), _("month received"), _rows(desk_figures, desk_figures.by_month, "")),
        ],
        "head": _head(desk_figures),
    }
    return render(request, "desk/figures.html", context)


def _head(desk_figures) -> list[Figure]:
    cells = _cells(desk_figures, desk_figures.total)
    headings = (
        (pgettext_lazy("count of requests", "received"), "received", ""),
        (_("not settled"), "unsettled", ""),
        (_("working days until the answer"), "days", ""),
        (_("answered in time"), "in_time", "%"),
        (_("satisfied or fairly so"), "satisfied", "%"),
        (_("asked again"), "repeated_percent", "%"),
    )
    return [
        Figure(str(label), str(cells[name]), unit)
        for label, name, unit in headings
        if cells[name] is not None
    ]


def _rows(desk_figures, lines, condition: str) -> list[dict]:
    """Each line leads to its requests, where the list has such a condition."""
    return [
        {"label": line.label, "link": _list_of(line.key, condition), **_cells(desk_figures, line)}
        for line in lines
    ]


def _list_of(key, condition: str) -> str:
    if not condition or key is None or isinstance(key, date):
        return ""
    return f"{reverse('servicerequest:index')}?{urlencode({condition: key})}"


def _cells(desk_figures, line) -> dict:
    return {
        "received": line.received,
        "unsettled": line.unsettled,
        "closed": line.closed,
        "days": line.days_each(desk_figures.hours_a_day),
        "in_time": line.in_time_percent,
        "satisfied": line.satisfied_percent,
        "words": line.words,
        "reopened": line.reopened,
        "repeated": line.repeated,
        "repeated_percent": line.repeated_percent,
    }
