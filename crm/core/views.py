"""The system's own records in the staff admin: the numbers of the rules."""

from django.utils.translation import gettext_lazy

from .models import Parameter
from .viewsets import RecordView, RecordViewSet


class ParameterRecord(RecordView):
    record_fields = ["code", "value"]


class ParameterViewSet(RecordViewSet):
    model = Parameter
    icon = "cog"
    add_to_admin_menu = True
    menu_label = gettext_lazy("Rule numbers")
    menu_order = 900
    inspect_view_class = ParameterRecord
    form_fields = ["value"]
    list_display = ["code", "value"]
    list_export = ["code", "value"]
