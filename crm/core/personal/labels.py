"""What models and fields are called where their own name is of the program: those of libraries, and
fields that no other screen shows.
"""

from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SAID: dict[str, Promise] = {
    "access attempt": _("attempts to log in"),
    "access failure": _("failed log-ins"),
    "access log": _("log of log-ins"),
    "back": pgettext_lazy("stored", "way back"),
    "body": pgettext_lazy("stored", "text"),
    "comment": pgettext_lazy("stored", "comment"),
    "data": pgettext_lazy("stored", "data"),
    "draft title": _("title of the draft"),
    "facts": pgettext_lazy("stored", "facts"),
    "file": pgettext_lazy("stored", "file"),
    "form state": _("drafts of forms"),
    "get data": _("what the address asked"),
    "intro": pgettext_lazy("stored", "introduction"),
    "ip": _("address on the network"),
    "ip address": _("address on the network"),
    "label": pgettext_lazy("stored", "name"),
    "left row": _("rows left over"),
    "link": pgettext_lazy("stored", "link"),
    "object str": pgettext_lazy("stored", "name"),
    "page text": _("texts of pages"),
    "phone key": _("digest of the phone"),
    "plan": pgettext_lazy("stored", "what is to be done"),
    "post data": _("what was sent by form"),
    "preview": pgettext_lazy("stored", "preview"),
    "sender": _("digest of the sender"),
    "text": pgettext_lazy("stored", "text"),
    "title": pgettext_lazy("stored", "title"),
    "user agent": _("program and device"),
    "user session": _("log-ins under way"),
    "values": pgettext_lazy("stored", "values"),
}


def called(named: Field | type[Model]) -> str:
    """The name in the reader's language."""
    name = named.verbose_name if isinstance(named, Field) else named._meta.verbose_name
    return str(SAID.get(str(name).lower(), name))
