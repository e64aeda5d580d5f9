"""An agent signs a document that was issued to it: in the portal, or on paper; the bureau then
keeps a scan.
"""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.writes import as_one

from ..models import Agreement, DocumentConfirmation


@as_one()
def confirm_document(document, *, agent, sha256: str, by) -> DocumentConfirmation:
    """Record who signed, when, and the hash of the document; ``sha256`` is the hash of what was
    shown. Raises NotPermitted for a user of another agent, Refused where the document has changed,
    is no longer in force or is signed already.
    """
    if not agent.users.filter(pk=by.pk).exists() or document.agent != agent:
        raise NotPermitted
    if sha256 != document.sha256:
        raise Refused(_("This is not the document that was issued. Open it again."))
    return _confirm(document, agent, by)


@as_one()
def record_signed_copy(agreement, upload, *, by) -> DocumentConfirmation:
    """Keep the scan of the copy that the agent signed on paper. Raises Refused, or ValidationError
    for a file that is not accepted.
    """
    if not by.has_perm("commissions.change_agreement"):
        raise NotPermitted
    document = agreement.document()
    if document is None or agreement.state != Agreement.State.APPROVED:
        raise Refused(_("Issue the agreement first: the agent signs the issued document."))
    return _confirm(
        document,
        agreement.agent,
        by,
        scan=attach(agreement, upload, by=by, purpose=_("signed copy")),
    )


def _confirm(document, agent, by, **fields) -> DocumentConfirmation:
    if document.state != document.State.ISSUED:
        raise Refused(_("This document is no longer in force."))
    confirmation, is_new = DocumentConfirmation.objects.get_or_create(
        document=document, agent=agent, defaults={"sha256": document.sha256, "by": by, **fields}
    )
    if not is_new:
        raise Refused(_("The document is already signed."))
    return confirmation
