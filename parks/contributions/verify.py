"""Finance verifies what a park reported, and the park what an enterprise reported itself; another
person than the one who reported it.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.followups import changed
from crm.core.transitions import move
from crm.core.writes import as_one

from ..models import Contribution
from .firsts import record_firsts


@as_one()
def verify(contribution, *, by, note: str = "") -> Contribution:
    """Verify a contribution; the one it corrects is superseded, and first capital or tax becomes a
    milestone.
    """
    if contribution.supersedes:
        move(contribution.supersedes, "supersede", by=by, note=note)
    return _verified_by("verify", contribution, by, note)


@as_one()
def vouch(contribution, *, by, note: str = "", local_amount=None) -> Contribution:
    """Verify what the enterprise declared itself. For a tax ``local_amount`` is the city's share,
    in yuan, where the enterprise did not know it.
    """
    facts = {} if local_amount is None else {"local_amount": local_amount}
    return _verified_by("vouch", contribution, by, note, **facts)


def _verified_by(step: str, contribution, by, note, **facts) -> Contribution:
    try:
        with transaction.atomic():
            move(contribution, step, by=by, note=note, **facts)
    except IntegrityError as error:
        if "tax_period_verified_once" not in str(error):
            raise
        raise Refused(
            _(
                "The tax of (part of) this period is already verified. Report a correction "
                "of it instead."
            )
        ) from None
    record_firsts([contribution], by=by)
    changed(contribution)
    return contribution
