"""What of this app stands in the audit log besides what every request leaves there."""

from crm.core.audit.changes import audit_changes
from crm.core.audit.kinds import RULE

from .models import AssignmentRule, ServiceKind, ServiceTime


def register():
    for model in (ServiceKind, ServiceTime, AssignmentRule):
        audit_changes(model, RULE)
