from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from .meetings.body_screens import DispatchBodyViewSet
from .meetings.screens import DispatchMeetingViewSet
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


class MeetingGroup(ViewSetGroup):
    menu_label = gettext_lazy("Dispatch")
    menu_icon = "ds-calendar"
    menu_order = 116
    items = (DispatchMeetingViewSet, DispatchBodyViewSet)
