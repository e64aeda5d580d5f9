from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from crm.staff.choosers import chooser
from crm.staff.menu import shown_to

from .dashboards import screens as dashboards
from .home import screens
from .home.panels import HomePage
from .meetings.body_screens import BodyMemberViewSet
from .menu import MeetingGroup, PlanGroup, ScoreGroup
from .models import AwardKind, AwardRound, PlanTarget, PlanTask, ScoreRun, ScoreScheme
from .own_dashboards import screens as own_dashboards
from .plan import board_screens
from .plan.screens import HeadingViewSet, PhaseViewSet, TargetValueViewSet
from .scorecards import card_screens
from .scorecards.scheme_screens import (
    SchemeLineViewSet,
    ScoreRuleViewSet,
    ScoreSubjectViewSet,
)
from .worklist.screens import TaskDependenceViewSet, TaskStepViewSet


@hooks.register("register_admin_urls")
def register_queue():
    return [
        path("waiting/", include(screens.urls)),
        path("dashboard/own/", include(own_dashboards.urls)),
        path("dashboard/", include(dashboards.urls)),
        path("scorecard/", include(card_screens.urls)),
    ]


@hooks.register("register_admin_urls")
def register_plan_page():
    return board_screens.urls


@hooks.register("register_admin_viewset")
def register_plan():
    return [
        PlanGroup(),
        PhaseViewSet("phase"),
        HeadingViewSet("heading"),
        TargetValueViewSet("targetvalue"),
        TaskStepViewSet("taskstep"),
        TaskDependenceViewSet("taskdependence"),
        chooser(PlanTarget, "name", "heading__name", icon="tag"),
        chooser(PlanTask, "title", "heading__name", icon="clipboard-list"),
    ]


@hooks.register("register_admin_viewset")
def register_meetings():
    return [MeetingGroup(), BodyMemberViewSet("bodymember")]


@hooks.register("register_admin_viewset")
def register_scorecards():
    return [
        ScoreGroup(),
        SchemeLineViewSet("schemeline"),
        ScoreRuleViewSet("scorerule"),
        ScoreSubjectViewSet("scoresubject"),
        chooser(ScoreScheme, "name", icon="clipboard-list"),
        chooser(ScoreRun, "scheme__name", icon="clipboard-list"),
        chooser(AwardKind, "name", icon="pick"),
        chooser(AwardRound, "session", "kind__name", icon="pick"),
    ]


@hooks.register("construct_homepage_panels")
def lay_out_the_desk(request, panels):
    """The page is laid out in two columns: see ``templates/wagtailadmin/home.html``."""
    panels[:] = [HomePage()]


@hooks.register("register_admin_menu_item")
def register_dashboard():
    return shown_to("leads.view_project")(
        _("Dashboard"), reverse_lazy("dashboard:index"), icon_name="ds-chart", order=20
    )


@hooks.register("register_admin_menu_item")
def register_plan_entry():
    return shown_to("dispatch.view_plan")(
        _("Action plan"), reverse_lazy("action_plan"), icon_name="ds-target", order=85
    )


@hooks.register("register_admin_menu_item")
def register_finance_desk():
    return shown_to("commissions.add_statement")(
        _("Finance desk"), reverse_lazy("statement:desk"), icon_name="ds-wallet", order=310
    )
