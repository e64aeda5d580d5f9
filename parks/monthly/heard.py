"""Which stored contributions a row of a bureau's file may be known as."""

from django.db.models import Q

from ..models import Contribution

State = Contribution.State
# What an enterprise took back, or its park sent back to it: nobody of the house ever reported it.
NEVER_HEARD = Q(state=State.TAKEN_BACK) | Q(state=State.REJECTED, reported_by__is_staff=False)


def heard(stored):
    return stored.exclude(NEVER_HEARD)


def is_judged(contribution: Contribution) -> bool:
    """Whether a row with the same amounts is the same, whatever else it says."""
    return bool(contribution.state != State.REPORTED)
