"""Milestones that enterprises reported themselves, for the park to judge."""

from django.utils.translation import gettext_lazy

from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import MilestoneReport


class MilestoneReportRecord(RecordView):
    record_fields = [
        "enterprise",
        "kind",
        "happened_on",
        "note",
        "reported_by",
        "reported_at",
        "judged_by",
    ]
    headline_fields = ("enterprise", "happened_on")


class MilestoneReportViewSet(RecordViewSet):
    model = MilestoneReport
    icon = "ds-check"
    list_hint = gettext_lazy("Milestones that enterprises report in the portal stand here.")
    inspect_view_class = MilestoneReportRecord
    form_fields = ["note"]
    list_display = ["enterprise", "kind", "happened_on", "state", "reported_by", "judged_by"]
    list_filter = ["state", "kind", "enterprise__park"]
    list_export = [
        "enterprise.name",
        "kind",
        "happened_on",
        "note",
        "state",
        "reported_by",
        "judged_by",
    ]
    search_fields = ["enterprise__name", "enterprise__credit_code"]
