"""Reconciliation by month and park, and the verification of what a park's month holds, in the
background.
"""

from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSet

from crm.core.runs.begin import begin_run
from crm.staff.menu import shown_to

from ..models import Contribution, Park
from .reconcile import COUNTED, missing_of, reconcile, reported_of
from .screens import kinds
from .steps import VERIFY

MISSING_SHOWN = 200


class MonthInput(forms.TextInput):
    input_type = "month"


class MonthForm(forms.Form):
    month = forms.RegexField(
        r"^20\d\d-(0[1-9]|1[0-2])$", label=gettext_lazy("month"), widget=MonthInput()
    )
    metric = forms.ChoiceField(label=gettext_lazy("kind"), choices=kinds)
    without_property = forms.BooleanField(
        label=gettext_lazy("without construction and real estate"), required=False
    )

    def clean_month(self):
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")


def last_month() -> date:
    first = timezone.localdate().replace(day=1)
    return (
        first.replace(year=first.year - 1, month=12)
        if first.month == 1
        else first.replace(month=first.month - 1)
    )


def _asked(request) -> tuple[MonthForm, dict]:
    """The form above the table, and the figures that it asks for: last month's tax where the
    address has no valid values.
    """
    defaults = {"month": f"{last_month():%Y-%m}", "metric": Contribution.Metric.TAX}
    form = MonthForm({**defaults, **request.GET.dict()})
    if form.is_valid():
        return form, form.cleaned_data
    return form, {
        "month": last_month(),
        "metric": Contribution.Metric.TAX,
        "without_property": False,
    }


def _list_link(selection, park, state) -> str:
    """The list of contributions with the rows that a figure counts."""
    query = {
        "month": f"{selection['month']:%Y-%m}",
        "metric": selection["metric"],
        "state": state,
        "enterprise__park": park.pk,
    }
    if selection["without_property"]:
        query["without_property"] = "on"
    return f"{reverse('contribution:index')}?{urlencode(query)}"


def show(request):
    if not request.user.has_perm("parks.view_contribution"):
        raise PermissionDenied
    form, selection = _asked(request)
    lines = reconcile(
        request.user,
        selection["month"],
        selection["metric"],
        without_property=selection["without_property"],
    )
    rows = [
        (line, [(*line.of(state), _list_link(selection, line.park, state)) for state in COUNTED])
        for line in lines
    ]
    query = urlencode(
        {
            "month": f"{selection['month']:%Y-%m}",
            "metric": selection["metric"],
            **({"without_property": "on"} if selection["without_property"] else {}),
        }
    )
    park = next((line.park for line in lines if str(line.park.pk) == request.GET.get("park")), None)
    missing = (
        missing_of(request.user, selection["month"], without_property=selection["without_property"])
        .filter(park=park)
        .order_by("name")
        if park
        else []
    )
    context = {
        "title": _("Reconciliation"),
        "form": form,
        "rows": rows,
        "states": [state.label for state in COUNTED],
        "query": query,
        "park": park,
        "missing": missing[:MISSING_SHOWN],
        "waiting": any(line.of(Contribution.State.REPORTED)[0] for line in lines),
        "may_verify": request.user.has_perm("parks.verify_contribution"),
        "is_tax": selection["metric"] == Contribution.Metric.TAX,
    }
    return render(request, "parks/reconciliation.html", context)


def verify_month(request, pk=None):
    """Ask for confirmation with the count and the sum, of one park or of the whole city; then hand
    the rows to the worker.
    """
    park = pk and get_object_or_404(Park.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("parks.verify_contribution"):
        raise PermissionDenied
    _form, selection = _asked(request)
    waiting = reported_of(
        request.user,
        selection["month"],
        selection["metric"],
        park,
        without_property=selection["without_property"],
    )
    back = f"{reverse('reconciliation:index')}?{request.GET.urlencode()}"
    if request.method == "POST":
        run = begin_run(
            VERIFY, waiting.order_by().values_list("pk", flat=True), by=request.user, back=back
        )
        return redirect("runs:show", run.pk)
    context = {
        "park": park,
        "asked": selection,
        "metric": dict(kinds())[selection["metric"]],
        "count": waiting.count(),
        "amount": waiting.aggregate(total=Sum("amount"))["total"] or 0,
        "back": back,
    }
    return render(request, "parks/verify_month.html", {"title": _("Verify all"), **context})


class ReconciliationViewSet(ViewSet):
    icon = "ds-check"
    menu_label = gettext_lazy("Reconciliation")
    menu_item_class = shown_to("parks.view_contribution")
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("", show, name="index"),
            path("verify/", verify_month, name="verify_all"),
            path("<int:pk>/verify/", verify_month, name="verify"),
        ]
