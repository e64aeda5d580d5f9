"""Kinds of requests, promised times and rules of assignment: what the bureau sets by itself."""

from django.utils.translation import gettext_lazy

from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import AssignmentRule, ServiceKind, ServiceTime


class KindRecord(RecordView):
    record_fields = [
        "code",
        "name",
        "name_en",
        "hint",
        "is_confidential",
        "may_be_anonymous",
        "is_public",
        "is_active",
        "place",
    ]


class KindViewSet(RecordViewSet):
    model = ServiceKind
    icon = "ds-settings"
    list_hint = gettext_lazy("What enterprises may ask for stands here.")
    inspect_view_class = KindRecord
    form_fields = KindRecord.record_fields
    list_display = ["name", "code", "is_confidential", "is_public", "is_active", "place"]
    list_filter = ["is_confidential", "is_active"]
    list_export = KindRecord.record_fields


class TimeRecord(RecordView):
    record_fields = ["kind", "urgency", "take_up_hours", "answer_days"]


class TimeViewSet(RecordViewSet):
    model = ServiceTime
    icon = "ds-settings"
    list_hint = gettext_lazy("How soon requests are taken in hand and answered stands here.")
    inspect_view_class = TimeRecord
    form_fields = TimeRecord.record_fields
    list_display = ["__str__", "take_up_hours", "answer_days"]
    list_filter = ["kind", "urgency"]
    list_export = TimeRecord.record_fields


class RuleRecord(RecordView):
    record_fields = ["kind", "region", "park", "department", "person", "is_active"]


class RuleViewSet(RecordViewSet):
    model = AssignmentRule
    icon = "ds-settings"
    list_hint = gettext_lazy("Which requests go to whom by themselves stands here.")
    inspect_view_class = RuleRecord
    form_fields = RuleRecord.record_fields
    list_display = ["__str__", "kind", "region", "park", "department", "person", "is_active"]
    list_filter = ["kind", "park", "department", "is_active"]
    list_export = RuleRecord.record_fields
