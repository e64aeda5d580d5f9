"""The system's own records in the staff admin: the numbers of the rules, the calendar."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from crm.core.models import (
    CalendarDay,
    ExportLog,
    MessageService,
    Parameter,
    RateLimit,
    TableImport,
    Webhook,
)

from .notification_screens import WebhookForm
from .record_page import RecordView
from .viewsets import RecordViewSet


class ParameterRecord(RecordView):
    record_fields = ["code", "value"]


class ParameterViewSet(RecordViewSet):
    model = Parameter
    icon = "ds-settings"
    list_hint = gettext_lazy(
        "Deadlines, thresholds and other numbers that the bureau sets stand here."
    )
    add_to_admin_menu = True
    menu_label = gettext_lazy("Rule numbers")
    menu_order = 900
    inspect_view_class = ParameterRecord
    form_fields = ["value"]
    list_display = ["code", "value"]
    list_export = ["code", "value"]


class CalendarDayRecord(RecordView):
    record_fields = ["day", "is_working", "name"]


class CalendarDayViewSet(RecordViewSet):
    model = CalendarDay
    icon = "ds-calendar"
    list_hint = gettext_lazy("Holidays and days worked instead stand here.")
    add_to_admin_menu = True
    menu_label = gettext_lazy("Holidays")
    menu_order = 905
    inspect_view_class = CalendarDayRecord
    form_fields = ["day", "is_working", "name"]
    list_display = ["day", "is_working", "name"]
    list_filter = ["is_working"]
    list_export = ["day", "is_working", "name"]
    search_fields = ["name"]


class ReadOnly(ModelPermissionPolicy):
    """The permission policy of a log: read by those with the right, changed by nobody, not even a
    superuser.
    """

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class LogViewSet(RecordViewSet):
    """A list and a record page; no form."""

    @property
    def permission_policy(self):
        return ReadOnly(self.model)

    def get_urlpatterns(self):
        return [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name not in ("add", "edit", "delete", "copy")
        ]


class ExportRecord(RecordView):
    record_fields = [
        "number",
        "by",
        "at",
        "table",
        "filters",
        "format",
        "rows",
        "reason",
        "sha256",
        "phase",
        "path",
        "query",
    ]

    def panels(self, record):
        return [(_("Columns"), [_("title")], [("", [title]) for title in record.columns])]


class ExportLogViewSet(LogViewSet):
    model = ExportLog
    icon = "ds-download"
    inspect_view_class = ExportRecord
    form_fields = ["number"]
    list_display = ["number", "by", "at", "table", "rows", "reason", "phase"]
    list_filter = ["by", "table", "phase"]
    list_export = [
        "number",
        "by",
        "at",
        "table",
        "filters",
        "format",
        "rows",
        "reason",
        "sha256",
        "phase",
    ]
    search_fields = ["number", "reason", "by__name", "table"]


class ImportRecord(RecordView):
    record_fields = [
        "file_name",
        "table",
        "by",
        "created_at",
        "finished_at",
        "phase",
        "total",
        "new_count",
        "changed_count",
        "same_count",
        "problem_count",
        "sha256",
        "error",
    ]


class ImportLogViewSet(LogViewSet):
    model = TableImport
    icon = "ds-upload"
    inspect_view_class = ImportRecord
    form_fields = ["file_name"]
    list_display = [
        "file_name",
        "table",
        "by",
        "created_at",
        "phase",
        "new_count",
        "changed_count",
        "same_count",
    ]
    list_filter = ["by", "table", "phase"]
    list_export = [
        "file_name",
        "table",
        "by",
        "created_at",
        "finished_at",
        "phase",
        "new_count",
        "changed_count",
        "same_count",
        "sha256",
    ]
    search_fields = ["file_name", "by__name"]


class TablesGroup(ViewSetGroup):
    menu_label = gettext_lazy("Import and export logs")
    menu_icon = "ds-clock"
    menu_order = 860
    items = (ExportLogViewSet, ImportLogViewSet)


class MessageServiceRecord(RecordView):
    record_fields = ["channel", "origin", "is_inside", "is_active"]


class MessageServiceViewSet(RecordViewSet):
    model = MessageService
    icon = "ds-map"
    list_hint = gettext_lazy("Servers of messages that the bureau runs stand here.")
    add_to_admin_menu = True
    menu_order = 910
    inspect_view_class = MessageServiceRecord
    form_fields = MessageServiceRecord.record_fields
    list_display = ["origin", "channel", "is_inside", "is_active"]
    list_export = ["origin", "channel", "is_inside", "is_active"]


class RateLimitRecord(RecordView):
    record_fields = ["code", "scope", "number", "seconds", "code_from", "is_on"]


class RateLimitViewSet(RecordViewSet):
    """One row for each limit that the program knows; none is added or removed."""

    model = RateLimit
    icon = "ds-clock"
    list_hint = gettext_lazy("How much is taken from one sender within a time stands here.")
    add_to_admin_menu = True
    menu_order = 925
    inspect_view_class = RateLimitRecord
    form_fields = ["scope", "number", "seconds", "code_from", "is_on"]
    list_display = ["code", "scope", "number", "seconds", "is_on"]
    list_export = ["code", "scope", "number", "seconds", "code_from", "is_on"]


class WebhookRecord(RecordView):
    record_fields = ["department", "user", "channel", "is_active"]


class DepartmentWebhookForm(WebhookForm):
    class Meta(WebhookForm.Meta):
        fields = ["department", *WebhookForm.Meta.fields]


class WebhookViewSet(RecordViewSet):
    model = Webhook
    icon = "ds-mail"
    list_hint = gettext_lazy("Group chats that are told of news stand here.")
    add_to_admin_menu = True
    menu_order = 920
    inspect_view_class = WebhookRecord
    form_fields = DepartmentWebhookForm.Meta.fields
    list_display = ["__str__", "channel", "is_active"]
    list_export = ["department", "channel", "is_active"]

    def get_form_class(self, for_update=False):
        return DepartmentWebhookForm
