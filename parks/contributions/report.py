"""The park reports money that arrived or tax that was paid; a correction names what it corrects."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.money import to_fen
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Contribution
from .rates import rate_for


@as_one()
def report(enterprise, *, by, evidence, supersedes=None, **facts) -> Contribution:
    """Store a reported contribution with its evidence file; ``facts`` are fields of Contribution.

    A foreign amount is converted here: amount = original_amount × the rate of its day (or of the
    day of arrival), to the fen. Raises ValidationError (by field), Refused for a tax period already
    verified, NotPermitted for another park.
    """
    if enterprise.park.department_id not in by.department_ids:
        raise NotPermitted(
            _("Only the officers of %(park)s report for its enterprises.")
            % {"park": enterprise.park}
        )
    return store(enterprise, by=by, evidence=evidence, supersedes=supersedes, **facts)


def store(enterprise, *, by, evidence, **facts) -> Contribution:
    """Whoever reports: amounts converted, everything checked, stored with the evidence. Raises what
    ``report`` does, but for the right.
    """
    contribution = Contribution(
        enterprise=enterprise, reported_by=by, is_demo=enterprise.is_demo, **facts
    )
    _convert(contribution)
    _check(contribution)
    save_as(contribution, by=by, reason=contribution.remark)
    attach(contribution, evidence, by=by, purpose=_("evidence"))
    return contribution


def _convert(contribution):
    if contribution.currency == Contribution.Currency.CNY or contribution.original_amount is None:
        return
    contribution.rate_on = contribution.rate_on or contribution.happened_on
    try:
        contribution.rate = rate_for(
            contribution.currency, contribution.rate_on, stated=contribution.rate
        )
    except Refused as refusal:
        raise ValidationError({"rate": str(refusal)}) from None
    contribution.amount = to_fen(contribution.original_amount * contribution.rate)


def _check(contribution):
    if contribution.amount is None:
        raise ValidationError({"amount": _("Give the amount.")})
    if contribution.is_refund and contribution.amount > 0:
        raise ValidationError({"amount": _("A refund is negative.")})
    if not contribution.is_refund and (
        contribution.amount < 0 or (contribution.amount == 0 and not contribution.supersedes_id)
    ):
        raise ValidationError(
            {
                "amount": _(
                    "The amount must be more than zero; only a correction may bring it down "
                    "to zero."
                )
            }
        )
    # the constraints can only be checked once each field holds something sound
    contribution.clean_fields()
    contribution.full_clean()
    if contribution.happened_on > timezone.localdate():
        raise ValidationError({"happened_on": _("Money cannot have arrived in the future.")})
    corrected = contribution.supersedes
    if corrected:
        _check_correction(contribution, corrected)
    elif (
        contribution.metric == Contribution.Metric.TAX
        and not contribution.is_refund
        and overlapping(contribution).exists()
    ):
        raise Refused(
            _(
                "The tax of (part of) this period is already verified. Report a correction "
                "of it instead."
            )
        )


def _check_correction(contribution, corrected):
    if corrected.state != Contribution.State.VERIFIED:
        raise Refused(
            _("Only a verified contribution is corrected; this one is “%s”.")
            % corrected.get_state_display()
        )
    if (
        corrected.enterprise_id != contribution.enterprise_id
        or corrected.metric != contribution.metric
        or corrected.is_refund != contribution.is_refund
    ):
        raise Refused(
            _("A correction is for the same enterprise and the same kind of contribution.")
        )


def overlapping(contribution):
    """Verified tax of the same enterprise whose period shares a day with this one."""
    return Contribution.objects.verified().filter(
        Q(period_from__lte=contribution.period_to) & Q(period_to__gte=contribution.period_from),
        enterprise=contribution.enterprise,
        metric=Contribution.Metric.TAX,
        is_refund=False,
    )
