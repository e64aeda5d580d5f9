from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from .plan.screens import PlanTargetViewSet, PlanViewSet, TargetReadingViewSet
from .worklist.screens import PlanTaskViewSet
from .worklist.urge_screens import PlanUrgingViewSet


class PlanGroup(ViewSetGroup):
    menu_label = gettext_lazy("Plan and tasks")
    menu_icon = "ds-target"
    menu_order = 115
    items = (
        PlanTargetViewSet,
        PlanTaskViewSet,
        TargetReadingViewSet,
        PlanUrgingViewSet,
        PlanViewSet,
    )
