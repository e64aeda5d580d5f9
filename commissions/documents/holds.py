"""What an issued document keeps from being taken away."""

from django.utils.translation import gettext as _

from ..models import IssuedDocument


def documents_in_force(referral) -> str:
    """A referral stays while a document says that it is one: its number and what to do, or ""."""
    live = IssuedDocument.objects.of(referral).live().order_by("id")
    return " ".join(
        _(
            "%(kind)s %(number)s names %(agent)s and is in force. Withdraw it first, then "
            "change the referrers."
        )
        % {"kind": each.get_kind_display(), "number": each.number, "agent": referral.agent}
        for each in live
    )
