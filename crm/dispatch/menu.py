from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from .awards.screens import AwardCandidateViewSet, AwardKindViewSet, AwardRoundViewSet
from .meetings.body_screens import DispatchBodyViewSet
from .meetings.screens import DispatchMeetingViewSet
from .plan.screens import PlanTargetViewSet, PlanViewSet, TargetReadingViewSet
from .scorecards.contest_screens import ScoreContestViewSet
from .scorecards.entry_screens import ScoreEntryViewSet
from .scorecards.run_screens import ScoreRunViewSet
from .scorecards.scheme_screens import ScoreSchemeViewSet
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


class ScoreGroup(ViewSetGroup):
    menu_label = gettext_lazy("Assessment and awards")
    menu_icon = "ds-scale"
    menu_order = 118
    items = (
        ScoreRunViewSet,
        ScoreContestViewSet,
        ScoreEntryViewSet,
        ScoreSchemeViewSet,
        AwardRoundViewSet,
        AwardCandidateViewSet,
        AwardKindViewSet,
    )
