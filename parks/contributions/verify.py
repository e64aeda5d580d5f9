"""Finance verifies what a park reported, and the park what an enterprise reported itself; another
person than the one who reported it.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.followups import changed
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Milestone

from ..models import Contribution

FIRST_OF = {
    Contribution.Metric.PAID_IN: Milestone.Kind.FIRST_CAPITAL,
    Contribution.Metric.FOREIGN_CAPITAL: Milestone.Kind.FIRST_CAPITAL,
    Contribution.Metric.FUNDS_IN_PLACE: Milestone.Kind.FIRST_CAPITAL,
    Contribution.Metric.TAX: Milestone.Kind.FIRST_TAX,
}


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
    _record_first(contribution, by)
    changed(contribution)
    return contribution


def _record_first(contribution, by):
    kind = FIRST_OF.get(contribution.metric)
    project = contribution.enterprise.project
    if not kind or contribution.amount <= 0:
        return
    if milestone := project.milestones.filter(kind=kind).first():
        move_forward(milestone, contribution, by)
        return
    milestone = Milestone(
        project=project, kind=kind, happened_on=contribution.happened_on, note=str(contribution)
    )
    save_as(milestone, by=by, reason=_("contribution verified"))


def move_forward(milestone: Milestone, contribution: Contribution, by) -> None:
    """What was verified later may have happened before: then it was the first."""
    if contribution.happened_on < milestone.happened_on:
        milestone.happened_on, milestone.note = contribution.happened_on, str(contribution)[:200]
        save_as(milestone, by=by, reason=_("contribution verified"))
