"""Space in the staff admin: plots and plants with their timeline, reservations, and the search for
room for a lead or project.
"""

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.by_key import key_of
from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions, add_sections
from crm.staff.filters import ListFilters
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput, UnitInput, formfield, scope_choices
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Mark
from crm.staff.viewsets import RecordViewSet
from leads.models import Lead, Project
from leads.models.project import BEFORE_ENTRY

from ..models import Availability, EntryApplication, Park, Plot, Reservation, SpaceNeed
from ..models.plot import PlotStatus, SpaceQualities
from .match import find_space, spaces_for
from .needs import first_need, state_need
from .occupancy import periods_of, strip_of
from .overlaps import overlaps_of
from .reserve import is_looking, last_possible_end, reserve, usual_end

SHOWN = 20
MISSES_SHOWN = 20


class PlotFilter(ListFilters):
    status = django_filters.ChoiceFilter(label=gettext_lazy("status"), choices=PlotStatus.choices)
    park = django_filters.ModelChoiceFilter(label=gettext_lazy("park"), queryset=Park.objects.all())
    area_sqm = django_filters.NumberFilter(
        label=gettext_lazy("area at least (m²)"), lookup_expr="gte"
    )
    area_most = django_filters.NumberFilter(
        label=gettext_lazy("area at most (m²)"), field_name="area_sqm", lookup_expr="lte"
    )
    price_most = django_filters.NumberFilter(
        label=gettext_lazy("price at most (yuan/m²)"), field_name="price_per_sqm", lookup_expr="lte"
    )
    floor_load_t = django_filters.NumberFilter(
        label=gettext_lazy("floor load at least (t/m²)"), lookup_expr="gte"
    )
    height_m = django_filters.NumberFilter(
        label=gettext_lazy("clear height at least (m)"), lookup_expr="gte"
    )
    power_kva = django_filters.NumberFilter(
        label=gettext_lazy("power at least (kVA)"), lookup_expr="gte"
    )

    class Meta:
        model = Plot
        fields = [
            "status",
            "kind",
            "park",
            "zoning",
            "area_sqm",
            "area_most",
            "price_most",
            "floor_load_t",
            "height_m",
            "power_kva",
        ]


class PlotIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().with_status()


class PlotRecord(RecordView):
    record_fields = [
        "park",
        "code",
        "kind",
        "area_sqm",
        "price_per_sqm",
        "rent_per_sqm",
        "zoning",
        *SpaceQualities.QUALITIES,
        "remark",
    ]

    def facts(self, record):
        return [*super().facts(record), (_("area (mu)"), record.area_mu)]

    def state_mark(self, record):
        return Mark(record.status_in_words())

    def panels(self, record):
        rows = [
            (period.link, [period.label, period.since, period.until or "—", period.what])
            for period in periods_of(record, self.request.user)
        ]
        return [(_("Timeline of the plot"), [_("status"), _("from"), _("until"), _("what")], rows)]


def timeline_strip(plot, request) -> str:
    strip = strip_of(periods_of(plot, request.user))
    return (
        render_to_string("parks/_timeline.html", {"strip": strip, "statuses": PlotStatus.choices})
        if strip
        else ""
    )


add_sections(Plot, timeline_strip)


class PlotForm(forms.ModelForm):
    """Checks that a plot which changes its park, or becomes land, does not overlap other land of
    that park.
    """

    def clean(self):
        cleaned, plot = super().clean(), self.instance
        if (
            plot.pk
            and {"park", "kind"} & set(self.changed_data)
            and cleaned.get("park")
            and plot.status_now() != PlotStatus.CLOSED
        ):
            moved = Plot(
                pk=plot.pk,
                code=plot.code,
                kind=cleaned.get("kind"),
                boundary=plot.boundary,
                area_sqm=cleaned.get("area_sqm") or plot.area_sqm,
            )
            for overlap in overlaps_of(moved, cleaned["park"]):
                self.add_error("park" if "park" in self.changed_data else "kind", str(overlap))
        return cleaned


class PlotViewSet(RecordViewSet):
    model = Plot
    icon = "ds-map"
    list_hint = gettext_lazy("Land and plants of the parks stand here.")
    menu_label = gettext_lazy("Space")
    index_view_class = PlotIndex
    inspect_view_class = PlotRecord
    filterset_class = PlotFilter
    form_fields = PlotRecord.record_fields
    list_display = [
        "code",
        "park",
        "kind",
        "status_in_words",
        "area_sqm",
        "price_per_sqm",
        "rent_per_sqm",
        "zoning",
    ]
    list_export = [
        "code",
        "park",
        "kind",
        "status_in_words",
        "area_sqm",
        "price_per_sqm",
        "rent_per_sqm",
        "zoning",
        *SpaceQualities.QUALITIES,
    ]
    search_fields = ["code", "park__name"]

    def get_form_class(self, for_update=False):
        return forms.modelform_factory(
            Plot,
            form=PlotForm,
            fields=self.form_fields,
            formfield_callback=self.formfield_for_dbfield,
        )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/reserve/", reserve_plot, name="reserve"),
            path("<int:pk>/status/", set_status, name="set_status"),
        ]


class ReserveForm(forms.Form):
    """For a lead, or for the project that it became: who sees only
    one of the two names that one.
    """

    expires_on = forms.DateField(label=gettext_lazy("reserved until"), widget=DayInput())
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        model_fields = {
            "lead": Reservation._meta.get_field("lead"),
            "project": EntryApplication._meta.get_field("project"),
        }
        self.fields = {
            **{name: formfield(field, required=False) for name, field in model_fields.items()},
            **self.fields,
        }

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("lead")) == bool(cleaned.get("project")):
            raise ValidationError(_("Name the lead or the project, one of the two."))
        return cleaned

    @property
    def for_whom(self) -> Lead:
        return self.cleaned_data["lead"] or self.cleaned_data["project"].lead


def reserve_plot(request, pk):
    plot = permitted(request, Plot.objects.visible_to(request.user), pk, "parks.add_reservation")
    initial = {
        "expires_on": usual_end(),
        **{name: key_of(Lead, request.GET.get(name)) for name in ("lead", "project")},
    }
    form = scope_choices(ReserveForm(request.POST or None, initial=initial), request.user)
    form.fields["expires_on"].help_text = _("%(day)s at the latest") % {"day": last_possible_end()}

    def act():
        reservation = reserve(
            plot,
            form.for_whom,
            by=request.user,
            expires_on=form.cleaned_data["expires_on"],
            purpose=form.cleaned_data["purpose"],
        )
        message = _("%(plot)s is reserved until %(day)s.")
        messages.success(request, message % {"plot": plot, "day": reservation.expires_on})
        return redirect("reservation:inspect", reservation.pk)

    return form_page(request, form, act, title=_("Reserve"), subtitle=plot)


def set_status(request, pk):
    """Say from which day on a plot is planned, being prepared, not offered, split or merged, or
    free.
    """
    plot = get_object_or_404(Plot.objects.visible_to(request.user), pk=pk)
    if not (request.user.has_perm("parks.change_plot") and plot.is_changed_by(request.user)):
        raise PermissionDenied
    build = forms.modelform_factory(
        Availability, fields=["status", "starts_on", "reason"], formfield_callback=formfield
    )
    form = build(request.POST or None, instance=Availability(plot=plot))
    if request.method == "POST" and form.is_valid():
        if plot.availabilities.filter(starts_on=form.instance.starts_on).exists():
            form.add_error("starts_on", _("A status from this day on is stored already."))
        elif (
            plot.status_now() == PlotStatus.CLOSED
            and form.instance.status != PlotStatus.CLOSED
            and (overlaps := overlaps_of(plot))
        ):
            form.add_error(
                "status",
                [*map(str, overlaps), _("Close what lies there before this plot stands again.")],
            )
        else:
            save_as(form.save(commit=False), by=request.user, reason=form.instance.reason)
            messages.success(request, _("Stored."))
            return redirect("plot:inspect", pk)
    return render(
        request,
        "core/form_page.html",
        {"form": form, "title": _("Set the status"), "subtitle": plot},
    )


def plot_actions(plot, user):
    actions = []
    if user.has_perm("parks.add_reservation") and plot.status_now() == PlotStatus.FREE:
        actions.append((_("Reserve"), reverse("plot:reserve", args=[plot.pk])))
    if user.has_perm("parks.change_plot") and plot.is_changed_by(user):
        actions.append((_("Set the status"), reverse("plot:set_status", args=[plot.pk])))
    return actions


add_actions(Plot, plot_actions)


class ReservationRecord(RecordView):
    record_fields = [
        "plot",
        "lead",
        "starts_on",
        "expires_on",
        "ended_on",
        "purpose",
        "reserved_by",
    ]

    def panels(self, record):
        user = self.request.user
        rows = [
            (
                reverse("plot:inspect", args=[record.plot_id]),
                [record.plot, record.plot.status_in_words()],
            )
        ]
        if Lead.objects.visible_to(user).filter(pk=record.lead_id).exists():
            rows.append(
                (
                    reverse("lead:inspect", args=[record.lead_id]),
                    [record.lead, record.lead.get_state_display()],
                )
            )
        if (
            record.project
            and Project.objects.visible_to(user).filter(pk=record.project.pk).exists()
        ):
            rows.append(
                (
                    reverse("project:inspect", args=[record.project.pk]),
                    [record.project, record.project.get_state_display()],
                )
            )
        return [(_("Plot and project"), [_("record"), _("state")], rows)]


class ReservationViewSet(RecordViewSet):
    model = Reservation
    icon = "ds-calendar"
    list_hint = gettext_lazy("Space that is kept for a lead or project stands here.")
    inspect_view_class = ReservationRecord
    form_fields = ["purpose"]
    list_display = ["plot", "lead", "state", "starts_on", "expires_on", "reserved_by"]
    list_filter = ["state", "plot__park"]
    list_export = [
        "plot",
        "lead",
        "state",
        "starts_on",
        "expires_on",
        "ended_on",
        "purpose",
        "reserved_by",
    ]
    search_fields = [
        "plot__code",
        "plot__park__name",
        "lead__number",
        "lead__title",
        "lead__company__name",
    ]

    def get_urlpatterns(self):
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
        return [
            *patterns,
            path("new/", from_the_plot, name="add"),
            path("find/lead/<int:pk>/", find_for_lead, name="find_lead"),
            path("find/project/<int:pk>/", find_for_project, name="find_project"),
        ]


def from_the_plot(request):
    """Lead to the plots, where reservations begin."""
    if not request.user.has_perm("parks.add_reservation"):
        raise PermissionDenied
    messages.info(request, _("Choose a free plot and reserve it there."))
    return redirect(f"{reverse('plot:index')}?status=free")


class NeedForm(forms.ModelForm):
    musts = forms.MultipleChoiceField(
        label=gettext_lazy("conditions that must be met"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (name, SpaceNeed._meta.get_field(name).verbose_name) for name in SpaceNeed.CONDITIONS
        ],
        help_text=gettext_lazy("The others are wishes: each met one earns points."),
    )

    class Meta:
        model = SpaceNeed
        fields = [*SpaceNeed.CONDITIONS, "needed_on", "musts"]
        widgets = {"area_sqm": UnitInput("m²"), "area_most_sqm": UnitInput("m²")}
        formfield_callback = formfield

    def clean(self):
        cleaned = super().clean()
        least, most = cleaned.get("area_sqm"), cleaned.get("area_most_sqm")
        if least is not None and most is not None and least > most:
            self.add_error("area_most_sqm", _("The most can not be less than the least."))
        return cleaned


def find_for_lead(request, pk):
    lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    return _find(request, lead, lead, f"lead={lead.pk}")


def find_for_project(request, pk):
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("lead__industry"), pk=pk
    )
    return _find(request, project, project.lead, f"project={project.pk}")


def _find(request, record, lead, whom):
    """The needs above, the free space that meets them below, each score with its reasons."""
    if not request.user.has_perm("parks.view_plot"):
        raise Http404
    may_write = request.user.has_perm("parks.add_reservation")
    form = scope_choices(NeedForm(request.POST or None, instance=first_need(lead)), request.user)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        if form.is_valid():
            state_need(form.instance, by=request.user)
            messages.success(request, _("The needs are stored."))
            return redirect(request.path)
    need = first_need(lead)
    good, bad = find_space(need, spaces_for(need))
    context = {
        "title": _("Find space"),
        "form": form,
        "media": form.media,
        "record": record,
        "whom": whom,
        "good": good[:SHOWN],
        "good_count": len(good),
        "bad": bad[:MISSES_SHOWN],
        "bad_count": len(bad),
        "may_write": may_write,
        "may_reserve": may_write and is_looking(lead),
        "own": set(lead.reservations.holding().values_list("plot", flat=True)),
        "back": reverse(f"{record._meta.model_name}:inspect", args=[record.pk]),
    }
    return render(request, "parks/find_space.html", context)


def find_action(record, user):
    if not user.has_perm("parks.view_plot") or not _looks_for_a_place(record):
        return []
    return [
        (_("Find space"), reverse(f"reservation:find_{record._meta.model_name}", args=[record.pk]))
    ]


def _looks_for_a_place(record) -> bool:
    return is_looking(record) if isinstance(record, Lead) else record.state in BEFORE_ENTRY


def reservations_section(record, request) -> str:
    """What is reserved for a lead or project that still looks for a place, on its page."""
    if isinstance(record, Project) and record.state not in BEFORE_ENTRY:
        return ""
    lead = record if isinstance(record, Lead) else record.lead
    reservations = (
        Reservation.objects.visible_to(request.user).filter(lead=lead).select_related("plot__park")
    )
    return (
        render_to_string("parks/_reservations.html", {"reservations": reservations})
        if reservations
        else ""
    )


for _model in (Lead, Project):
    add_actions(_model, find_action)
    add_sections(_model, reservations_section)
