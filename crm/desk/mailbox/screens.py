"""What came into the mailbox, and what became of it."""

from django.utils.translation import gettext_lazy

from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import IncomingMail


class MailRecord(RecordView):
    record_fields = ["subject", "sender", "read_at", "outcome", "problem", "size_bytes", "request"]

    def title(self, record) -> str:
        return record.subject or record.sender


class MailViewSet(RecordViewSet):
    model = IncomingMail
    icon = "ds-mail"
    list_hint = gettext_lazy("Mails that came into the mailbox of the desk stand here.")
    inspect_view_class = MailRecord
    form_fields = ["subject"]
    list_display = ["subject", "sender", "outcome", "request", "read_at"]
    list_filter = ["outcome"]
    list_export = ["subject", "sender", "read_at", "outcome", "problem", "request"]
    search_fields = ["subject", "sender"]
