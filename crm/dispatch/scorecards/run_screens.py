"""Periods of assessment in the staff admin, with their ranking."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.tables.exporting import FORMATS
from crm.staff.columns import DayColumn, PlainColumn
from crm.staff.extensions import add_actions, add_sections
from crm.staff.form_page import form_page
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.tables.export_screen import export_sheet
from crm.staff.viewsets import RecordViewSet

from ..models import ScoreRun, ScoreScheme
from .card_screens import card_page
from .enter import ENTERS
from .entry_screens import enter_screen
from .periods import newest_periods
from .publish import OPENS, open_run
from .ranking import ranking_of, sheet_of

OFFERED = 5  # periods that may be opened, the running one first


class OpenForm(forms.Form):
    starts_on = forms.ChoiceField(label=gettext_lazy("period"))

    def __init__(self, *args, scheme: ScoreScheme, **kwargs):
        super().__init__(*args, **kwargs)
        opened_days = set(scheme.runs.values_list("starts_on", flat=True))
        self.fields["starts_on"].choices = [
            (first.isoformat(), f"{first} – {last}")
            for first, last in newest_periods(scheme.period, timezone.localdate(), OFFERED)
            if first not in opened_days
        ]


def open_screen(request, pk):
    schemes = ScoreScheme.objects.visible_to(request.user).in_force()
    scheme = permitted(request, schemes, pk, OPENS)
    form = OpenForm(request.POST or None, scheme=scheme)

    def act():
        day = forms.DateField().to_python(form.cleaned_data["starts_on"])
        run = open_run(scheme=scheme, starts_on=day, by=request.user)
        return redirect("scorerun:inspect", run.pk)

    return form_page(request, form, act, title=_("Open a period"), subtitle=scheme, at="starts_on")


def export_screen(request, pk):
    """All cards that the person sees, line by line."""
    runs = ScoreRun.objects.visible_to(request.user).select_related("scheme")
    run = get_object_or_404(runs, pk=pk)
    if request.GET.get("export") not in FORMATS:
        return redirect("scorerun:inspect", pk)
    return export_sheet(request, sheet_of(run, request.user))


class RunRecord(RecordView):
    record_fields = [
        "scheme",
        "starts_on",
        "ends_on",
        "contest_until",
        "published_by",
        "frozen_by",
    ]
    headline_fields = ("scheme", "ends_on", "contest_until")
    joined_too = ("scheme__department",)

    def title(self, record):
        return str(record)


class RunIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("scheme")


class ScoreRunViewSet(RecordViewSet):
    model = ScoreRun
    icon = "ds-chart"
    menu_label = pgettext_lazy("score run", "Scorecards")
    list_hint = gettext_lazy("The periods of assessment with their rankings stand here.")
    index_view_class = RunIndex
    inspect_view_class = RunRecord
    form_fields = ["starts_on"]
    list_display = [
        PlainColumn("label", label=gettext_lazy("period"), accessor="__str__"),
        "state",
        DayColumn("starts_on", label=gettext_lazy("from day"), accessor="starts_on"),
        DayColumn("ends_on", label=gettext_lazy("until day"), accessor="ends_on"),
        DayColumn("contest_until", label=gettext_lazy("contested until"), accessor="contest_until"),
        "published_by",
        "frozen_by",
    ]
    list_filter = ["state"]
    list_export = [
        "scheme",
        "starts_on",
        "ends_on",
        "state",
        "contest_until",
        "published_by",
        "frozen_by",
    ]
    search_fields = ["scheme__name"]

    def is_open(self, address: str) -> bool:
        """A period is opened from its scheme."""
        return address not in ("add", "edit") and super().is_open(address)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/card/<int:subject>/", card_page, name="card"),
            path("<int:pk>/enter/", enter_screen, name="enter"),
            path("<int:pk>/export/", export_screen, name="export"),
            path("of/<int:pk>/open/", open_screen, name="open"),
        ]


def actions(run, user) -> list[tuple]:
    links = []
    if run.is_preview and user.has_perm(ENTERS):
        label = pgettext("score entry", "Enter points")
        links.append((label, reverse("scorerun:enter", args=[run.pk])))
    export = reverse("scorerun:export", args=[run.pk])
    return [*links, (_("Export XLSX"), f"{export}?export=xlsx")]


def ranking_section(run, request) -> str:
    ranking = ranking_of(run, request.user)
    return render_to_string("dispatch/_ranking.html", {"ranking": ranking, "run": run}, request)


add_actions(ScoreRun, actions)
add_sections(ScoreRun, ranking_section, is_first=True)
