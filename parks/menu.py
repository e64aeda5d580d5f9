from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from .channels import fit_panel as _fit_panel  # noqa: F401  puts them on a company's page
from .contributions.reconcile_screen import ReconciliationViewSet
from .contributions.screens import ContributionViewSet, ExchangeRateViewSet
from .entries.breach_screens import BreachViewSet
from .entries.enterprise_screens import EnterpriseViewSet
from .entries.milestone_report_screens import MilestoneReportViewSet
from .entries.review_screens import ReviewOpinionViewSet
from .entries.screens import ApplicationViewSet
from .entries.supplement_screen import SupplementViewSet
from .grounds.screens import (
    AllianceActionViewSet,
    AllianceViewSet,
    FacilityViewSet,
    ParkViewSet,
    ScienceViewSet,
)
from .monthly.screens import UnmatchedRowViewSet
from .space.screens import PlotViewSet, ReservationViewSet


class ParksGroup(ViewSetGroup):
    menu_label = gettext_lazy("Parks")
    menu_icon = "ds-map"
    menu_order = 200
    items = (
        ParkViewSet,
        PlotViewSet,
        ReservationViewSet,
        ApplicationViewSet,
        ReviewOpinionViewSet,
        SupplementViewSet,
        BreachViewSet,
        EnterpriseViewSet,
        ContributionViewSet,
        MilestoneReportViewSet,
        UnmatchedRowViewSet,
        ReconciliationViewSet("reconciliation"),
        ExchangeRateViewSet,
        FacilityViewSet,
        AllianceViewSet,
        AllianceActionViewSet,
        ScienceViewSet,
    )
