"""What of this app stands in the audit log besides what every request leaves there."""

from django.utils.translation import gettext_lazy as _

from crm.core.audit.changes import audit_changes
from crm.core.audit.kinds import RULE, register_audit_kind

from .models import ApprovalStep, IssuedDocument, PolicyVersion

DOCUMENT = "document"


def register():
    register_audit_kind(DOCUMENT, _("document numbered, issued or withdrawn"))
    audit_changes(IssuedDocument, DOCUMENT, "state")
    audit_changes(PolicyVersion, RULE, "state")
    audit_changes(ApprovalStep, RULE, "from_amount")
