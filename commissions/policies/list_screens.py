from django.utils.translation import gettext_lazy

from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Policy


class PolicyViewSet(RecordViewSet):
    model = Policy
    icon = "ds-scale"
    list_hint = gettext_lazy("The policies that promise commissions stand here.")
    form_fields = ["code", "name"]
    list_display = ["name", "code"]
    list_export = ["code", "name"]
    search_fields = ["code", "name"]


class PolicyRecord(RecordView):
    record_fields = ["code", "name"]


PolicyViewSet.inspect_view_class = PolicyRecord
