"""What the audit log of the ground tells of; each app adds its own kinds (``audit.py``)."""

from django.utils.translation import gettext_lazy as _

from ..models.audit_entry import AUDIT_KINDS as AUDIT_KINDS
from ..models.audit_entry import register_audit_kind as register_audit_kind

LOGIN, LOGOUT, REFUSED = "login", "logout", "refused"
ROLES, RULE, SETTING = "roles", "rule", "setting"
SECRET, EXPORT, DOWNLOAD = "secret_read", "export", "download"
ALARM, FORGOTTEN = "alarm", "forgotten"
LIMITED = "limited"

register_audit_kind(LOGIN, _("log-in"))
register_audit_kind(LOGOUT, _("log-out"))
register_audit_kind(REFUSED, _("access refused"))
register_audit_kind(ROLES, _("roles of a person changed"))
register_audit_kind(RULE, _("rule changed"))
register_audit_kind(SETTING, _("setting changed"))
register_audit_kind(SECRET, _("full account or identity number shown"), is_reading=True)
register_audit_kind(EXPORT, _("table exported"), is_reading=True)
register_audit_kind(DOWNLOAD, _("file downloaded"), is_reading=True)
register_audit_kind(ALARM, _("alarm"))
register_audit_kind(LIMITED, _("limit reached"))
register_audit_kind(FORGOTTEN, _("old entries removed"))
