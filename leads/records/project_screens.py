from django.db.models import Prefetch
from django.urls import path
from django.utils.translation import gettext_lazy

from crm.staff.columns import MoneyColumn
from crm.staff.forms import offer_only, who_may
from crm.staff.promised_days import WHY
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..agents.referrers import edit_referrers
from ..daily.screens import hand_over_paths
from ..models import Milestone, Project, Referral
from ..pipeline.increase import edit_increase
from ..warnings.columns import LIGHT_COLUMN
from . import project_parts as project_parts
from .board import board, more_cards
from .lists import WorkIndex

State, Kind = Project.State, Milestone.Kind


class ProjectRecord(RecordView):
    record_fields = [
        "number",
        "content",
        "extends",
        "industry",
        "department",
        "investment",
        "signed_on",
        "planned_start_on",
        "planned_production_on",
    ]
    headline_fields = ("company", "channel", "host_department", "owner")
    joined_too = ("lead",)
    fetched_too = (
        "milestones",
        Prefetch("referrals", Referral.objects.select_related("agent")),
    )

    def reached(self, record):
        """The days of the dated facts, where there are such; a step may be taken later than it
        happened.
        """
        happened = {milestone.kind: milestone.happened_on for milestone in record.milestones.all()}
        days = {
            State.SIGNED: record.signed_on,
            State.ENTERED: happened.get(Kind.REGISTERED),
            State.STARTED: happened.get(Kind.STARTED),
            State.PRODUCING: happened.get(Kind.PRODUCING),
            State.AT_CAPACITY: happened.get(Kind.AT_CAPACITY),
        }
        return {state: day for state, day in days.items() if day}

    def promised(self, record):
        return {
            State.STARTED: record.planned_start_on,
            State.PRODUCING: record.planned_production_on,
        }


class ProjectViewSet(RecordViewSet):
    model = Project
    icon = "ds-park"
    list_hint = gettext_lazy("A lead that is converted becomes a project and stands here.")
    inspect_view_class = ProjectRecord
    index_view_class = WorkIndex
    wan_fields = ("investment",)
    form_sections = (
        (gettext_lazy("The project"), ("name", "industry", "investment", "content")),
        (gettext_lazy("Planned days"), ("planned_start_on", "planned_production_on", WHY)),
        (gettext_lazy("Who is in charge"), ("owner",)),
    )
    form_fields = [
        "name",
        "owner",
        "industry",
        "investment",
        "planned_start_on",
        "planned_production_on",
        "content",
    ]
    list_display = [
        "name",
        MoneyColumn("contract_amount", label=gettext_lazy("contract amount")),
        "state",
        LIGHT_COLUMN,
        "company",
        "owner",
        "signed_on",
        "updated_at",
        "number",
    ]
    list_filter = ["state", "channel", "owner", "industry", "department"]
    list_export = [
        "number",
        "name",
        "company.name",
        "state",
        "owner",
        "contract_amount",
        "signed_on",
        "updated_at",
    ]
    search_fields = ["number", "name", "company__name"]

    def get_urlpatterns(self):
        patterns = [
            path("board/", board, name="board"),
            path("board/cards/", more_cards, name="board_cards"),
            path("<int:pk>/referrers/", edit_referrers, name="referrers"),
            path("<int:pk>/increase/", edit_increase, name="increase"),
        ]
        return [*super().get_urlpatterns(), *patterns, *hand_over_paths(Project)]


offer_only(Project, "owner", who_may("leads.add_activity"))
