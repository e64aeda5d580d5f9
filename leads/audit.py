"""What of this app stands in the audit log besides what every request leaves there."""

from django.utils.translation import gettext_lazy as _

from crm.core.audit.changes import audit_changes
from crm.core.audit.kinds import RULE, register_audit_kind

from .models import FitWeight, ListKind, PayeeAccount, Scheme, WarningRule

ACCOUNT = "account"


def register():
    register_audit_kind(ACCOUNT, _("account of a payee entered or changed"))
    audit_changes(PayeeAccount, ACCOUNT)
    for model in (WarningRule, FitWeight, ListKind, Scheme):
        audit_changes(model, RULE)
