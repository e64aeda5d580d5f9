from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from .agents.agent_screens import AgentViewSet
from .agents.consent_screens import ConsentTextViewSet, ConsentViewSet
from .agents.screens import AccountChangeViewSet, MembershipViewSet
from .campaigns.screens import CampaignTargetViewSet, CampaignViewSet, EventViewSet
from .campaigns.worklist_screen import WorklistViewSet
from .companies.duplicate_screens import CandidateViewSet, MergeViewSet
from .companies.screens import CompanyViewSet, ContactViewSet
from .daily.activity_screens import ActivityViewSet
from .daily.screens import TagViewSet
from .fit.screens import FitViewSet, WeightViewSet
from .knowledge.screens import (
    AcquaintanceViewSet,
    IntroductionViewSet,
    NoteViewSet,
    RelationViewSet,
)
from .protection.screens import DisputeViewSet, RegistrationViewSet
from .records.lead_screens import LeadViewSet
from .records.project_screens import ProjectViewSet
from .targets.screens import ListKindViewSet, TargetViewSet


class PipelineGroup(ViewSetGroup):
    menu_label = gettext_lazy("Pipeline")
    menu_icon = "ds-folder"
    menu_order = 100
    items = (
        TargetViewSet,
        CampaignViewSet,
        WorklistViewSet("worklist", url_prefix="worklist"),
        CampaignTargetViewSet,
        EventViewSet,
        CompanyViewSet,
        CandidateViewSet,
        MergeViewSet,
        ContactViewSet,
        LeadViewSet,
        RegistrationViewSet,
        DisputeViewSet,
        ProjectViewSet,
        ActivityViewSet,
        AgentViewSet,
        MembershipViewSet,
        AccountChangeViewSet,
        ConsentViewSet,
        ConsentTextViewSet,
        TagViewSet,
    )


class KnowledgeGroup(ViewSetGroup):
    """What is known of companies, and which of them are wanted."""

    menu_label = gettext_lazy("Knowledge of companies")
    menu_icon = "ds-people"
    menu_order = 105
    items = (
        FitViewSet,
        NoteViewSet,
        RelationViewSet,
        AcquaintanceViewSet,
        IntroductionViewSet,
        WeightViewSet,
        ListKindViewSet,
    )
