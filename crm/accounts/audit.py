"""What of log-ins stands in the audit log besides the log-ins themselves: passwords and second
factors, whoever sets them and by whichever way.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.audit.kinds import register_audit_kind
from crm.core.audit.write import note
from crm.core.writing.occasions import current_request, occasion

PASSWORD, FACTOR = "password", "factor"


def register():
    register_audit_kind(PASSWORD, gettext_lazy("password set, or a letter for a new one sent"))
    register_audit_kind(FACTOR, gettext_lazy("second factor set up or taken away"))


def password_set(person):
    """By themselves, by an administrator, by the link of a letter or an invitation, by a command
    of the machine.
    """
    note(PASSWORD, record=person, said=_how(person))


def _how(person) -> str:
    request = current_request()
    if request is None:
        return occasion()
    if not request.user.is_authenticated:
        return _("by the link of a letter or an invitation")
    return _("one's own") if request.user.pk == person.pk else _("by an administrator")


def letter_sent(person, client: str):
    """A letter for a new password; ``client`` is the address of the network that asked for it."""
    note(PASSWORD, record=person, said=_("letter for a new password"), address=client)


def factor_changed(person, said: str, by=None):
    note(FACTOR, by=by, record=person, said=said)
