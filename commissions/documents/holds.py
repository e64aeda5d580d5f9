"""A referrer that an issued document names cannot be taken away."""

from django.utils.translation import gettext as _

from ..models import IssuedDocument


def documents_in_force(referral) -> str:
    """Why the referral may not be taken away: the documents in force that name its agent, and what
    to do about them; "" if there are none.
    """
    documents = IssuedDocument.objects.of(referral).live().order_by("id")
    return " ".join(
        _(
            "%(kind)s %(number)s names %(agent)s and is in force. Withdraw it first, then "
            "change the referrers."
        )
        % {"kind": document.get_kind_display(), "number": document.number, "agent": referral.agent}
        for document in documents
    )
