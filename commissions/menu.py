from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from .agreements.screens import AgreementViewSet, YearReviewViewSet, YearTargetViewSet
from .documents.screens import DocumentViewSet, TemplateViewSet
from .policies.list_screens import PolicyViewSet
from .policies.screens import VersionViewSet
from .settlement.screens import LedgerViewSet, RunViewSet
from .statements.payout_screens import BatchViewSet, ObjectionViewSet, PeriodViewSet
from .statements.screens import ApprovalStepViewSet, StatementViewSet


class CommissionsGroup(ViewSetGroup):
    menu_label = gettext_lazy("Commissions")
    menu_icon = "ds-wallet"
    menu_order = 300
    items = (
        StatementViewSet,
        BatchViewSet,
        ObjectionViewSet,
        LedgerViewSet,
        RunViewSet,
        PeriodViewSet,
        AgreementViewSet,
        YearTargetViewSet,
        YearReviewViewSet,
        DocumentViewSet,
        TemplateViewSet,
        PolicyViewSet,
        VersionViewSet,
        ApprovalStepViewSet,
    )
