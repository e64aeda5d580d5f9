"""An agent confirms that it has read what was issued to it."""

from django.db import transaction
from django.utils.translation import gettext as _

from commissions.models import DocumentConfirmation
from crm.core.errors import NotPermitted, Refused


@transaction.atomic
def confirm_document(document, *, agent, sha256: str, by) -> DocumentConfirmation:
    """Record person, time and hash; ``sha256`` is that of the document that was shown."""
    if not agent.users.filter(pk=by.pk).exists() or document.subject.agent != agent:
        raise NotPermitted
    if sha256 != document.sha256:
        raise Refused(_("This is not the document that was issued. Open it again."))
    confirmation, made = DocumentConfirmation.objects.get_or_create(document=document, agent=agent, defaults={"sha256": sha256, "by": by})
    if not made:
        raise Refused(_("The document is already confirmed."))
    return confirmation
