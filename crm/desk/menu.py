from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from .knowledge.screens import EntryViewSet
from .mailbox.screens import MailViewSet
from .requests.data_screens import KindViewSet, RuleViewSet, TimeViewSet
from .requests.screens import AssistanceViewSet, RequestViewSet, SupervisionViewSet


class DeskGroup(ViewSetGroup):
    menu_label = gettext_lazy("Service desk")
    menu_icon = "ds-phone"
    menu_order = 95
    items = (
        RequestViewSet,
        AssistanceViewSet,
        SupervisionViewSet,
        EntryViewSet,
        MailViewSet,
        KindViewSet,
        TimeViewSet,
        RuleViewSet,
    )
