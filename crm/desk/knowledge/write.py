"""Knowledge entries are written, from an answered request or afresh; another person publishes."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import User
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import KnowledgeEntry, ServiceRequest


@as_one()
def write_entry(*, by, source: ServiceRequest | None = None, **facts) -> KnowledgeEntry:
    """A draft of ``by``. Raises Refused for a source without an answer."""
    if not by.has_perm("desk.add_knowledgeentry"):
        raise NotPermitted(_("You do not have the right to write knowledge entries."))
    if source is not None and source.answered_at is None:
        raise Refused(_("The request has no answer yet."))
    entry = KnowledgeEntry(source=source, written_by=by, **facts)
    entry.full_clean(exclude=["pieces"])
    return save_as(entry, by=by, reason=_("written"))


def draft_of(request: ServiceRequest) -> dict:
    """What the form begins with: it has to be edited, since the answer names its enterprise. Of a
    confidential request nothing is taken over but its kind.
    """
    if request.is_confidential:
        return {"kind": request.kind, "is_public": False}
    return {"question": request.title, "answer": request.answer, "kind": request.kind}


def submitted(entry: KnowledgeEntry, taken):
    publishers = User.objects.staff().with_right("desk.publish_knowledgeentry")
    notify(publishers, "knowledge_submitted", entry, by=taken.by)
