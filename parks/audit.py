"""What of this app stands in the audit log besides what every request leaves there."""

from crm.core.audit.changes import audit_changes
from crm.core.audit.kinds import RULE

from .models import ExchangeRate


def register():
    audit_changes(ExchangeRate, RULE)
