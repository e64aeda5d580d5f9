"""The list of companies wanted, the weights, and the score on a company's page."""

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.staff.columns import NumberColumn, PlainColumn
from crm.staff.extensions import add_figures, add_tabs
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Figure, Tab
from crm.staff.record_tables import draw_tables
from crm.staff.viewsets import RecordViewSet

from ..knowledge.sheet import add_to_sheet
from ..models import Company, FitScore, FitWeight
from .reasons import points_of, reasons_of
from .registry import FIT_PARTS

FIT_OFFERS = []  # functions (company, user) → panels


def add_offers(*builders):
    """What rooms above have for a company, below its score: each is called with (company, user) and
    returns [(title, column titles, rows)].
    """
    FIT_OFFERS.extend(builders)


def score_of(company) -> FitScore | None:
    """Asked for once a page."""
    if not hasattr(company, "known_fit"):
        company.known_fit = FitScore.objects.filter(company=company).first()
    return company.known_fit


def fit_tab(company, request) -> str:
    score = score_of(company)
    context = {"score": score, "reasons": reasons_of(score) if score else []}
    html = render_to_string("leads/fit/_fit.html", context, request)
    panels = [panel for build in FIT_OFFERS for panel in build(company, request.user)]
    return format_html("{}{}", html, draw_tables(panels, request))


def fit_figure(company, user) -> list[Figure]:
    score = score_of(company) if user.has_perm("leads.view_fitscore") else None
    if score is None:
        return []
    notes = tuple(reason.label for reason in reasons_of(score)[:2] if reason.points > 0)
    return [Figure(_("Fit"), str(score.score), _("of 100"), notes, "?tab=fit")]


def why_it_fits(company, user):
    score = score_of(company) if user.has_perm("leads.view_fitscore") else None
    if score is None:
        return None
    return {
        "title": _("Why it fits: %(score)d of 100") % {"score": score.score},
        "lines": [reason.sentence for reason in reasons_of(score)],
    }


class PartColumn(NumberColumn):
    """The points of one part, for which the list can be sorted."""

    def __init__(self, part, **kwargs):
        name = f"part_{part.code}"
        super().__init__(name, label=part.label, sort_key=name, **kwargs)
        self.code = part.code

    def get_value(self, instance):
        return points_of(instance, self.code)


class ReasonColumn(PlainColumn):
    def get_value(self, instance):
        return " ".join(reason.sentence for reason in reasons_of(instance)[:1])


class FitIndex(ScopedIndex):
    @cached_property
    def given_columns(self):
        """With one for each part; rooms above have added theirs when the list is asked for."""
        return [*super().given_columns, *(PartColumn(part) for part in FIT_PARTS.values())]

    def get_base_queryset(self):
        """Where the list is sorted by a part, the points of that part are read from the reasons."""
        scores = super().get_base_queryset()
        code = (self.request.GET.get("ordering") or "").removeprefix("-").removeprefix("part_")
        if code not in FIT_PARTS:
            return scores
        points = RawSQL("coalesce((leads_fitscore.parts->%s->>0)::int, 0)", [code], IntegerField())
        return scores.annotate(**{f"part_{code}": points})

    def get_inspect_url(self, instance):
        return f"{reverse('company:inspect', args=[instance.pk])}?tab=fit"


class FitRecord(RecordView):
    """A score is read on the page of its company."""

    record_fields = ["company", "score"]

    def get(self, request, *args, **kwargs):
        return redirect(f"{reverse('company:inspect', args=[self.object.pk])}?tab=fit")


class FitViewSet(RecordViewSet):
    model = FitScore
    icon = "ds-target"
    list_hint = gettext_lazy("Companies that are not here yet stand here, the best fitting first.")
    index_view_class = FitIndex
    inspect_view_class = FitRecord
    form_fields = ["company"]
    list_display = [
        "company",
        "score",
        ReasonColumn("reasons", label=pgettext_lazy("fit", "reasons")),
    ]
    list_filter = ["company__industry__section", "company__rankings__target_list"]
    list_export = ["company.name", "score"]
    search_fields = ["company__name", "company__name_en"]


class WeightViewSet(RecordViewSet):
    model = FitWeight
    icon = "ds-scale"
    list_hint = gettext_lazy("What each part of the score is worth.")
    form_fields = ["points", "is_active"]
    list_display = ["__str__", "points", "is_active"]
    list_export = ["part", "points", "is_active"]


add_tabs(
    Company,
    Tab(
        "fit",
        gettext_lazy("Fit"),
        fit_tab,
        is_for=lambda company, user: user.has_perm("leads.view_fitscore"),
        order=0,
    ),
)
add_figures(Company, fit_figure, order=1)
add_to_sheet(why_it_fits)
