"""Tells every login and the registered address of an agent what happened to its logins, its account
or that address.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.letters import send_to
from crm.core.notifications import notify, register_kind
from crm.core.notifications.kinds import NOTIFICATION_KINDS

CALL_US = gettext_lazy(
    "If you do not expect this, call the bureau at once, at the number that you know."
)


def register():
    safe = {"outside": True, "always": True}
    label = gettext_lazy("Logins, account and address of my agency")
    sentences = {
        "login_added": gettext_lazy("A login was added to %(record)s: %(login)s (%(person)s)."),
        "login_taken": gettext_lazy(
            "A login of %(record)s was taken away: %(login)s (%(person)s)."
        ),
        "account_asked": gettext_lazy(
            "A change of the account of %(record)s was asked for: %(account)s."
        ),
        "account_changed": gettext_lazy(
            "From now on %(record)s is paid to the account %(account)s."
        ),
        "account_not_changed": gettext_lazy(
            "The change of the account of %(record)s was refused or withdrawn: %(account)s."
        ),
        "address_changed": gettext_lazy("The registered e-mail address of %(record)s was changed."),
    }
    for code, sentence in sentences.items():
        register_kind(code, label, sentence, **safe)


def tell_agent(agent, kind: str, *, addresses=(), **values):
    """Tell all logins of ``agent`` and its registered address what has happened; whoever did it is
    told too.

    ``addresses`` are told as well: the former one, or that of who is no login any more.
    """
    notify(agent.users.all(), kind, agent, **values)
    for address in sorted({agent.email, *addresses} - {""}):
        _write(address, kind, agent, values)


def _write(address: str, kind: str, agent, values):
    """Write to an address that belongs to no login: the language of its reader is not known."""
    with translation.override(settings.LANGUAGE_CODE):
        sentence = str(NOTIFICATION_KINDS[kind].sentence) % {**values, "record": agent}
        send_to(address, _("Deshang: about your agency"), f"{sentence}\n{CALL_US}")


def address_moved(agent):
    """Tell the old registered address of ``agent`` where a change of its record has set another
    one.
    """
    newest, *older = agent.history.order_by("-history_id")[:2]
    if older and older[0].email != newest.email:
        tell_agent(agent, "address_changed", addresses=(older[0].email,))


def addresses_moved(agents):
    for agent in agents:
        address_moved(agent)
