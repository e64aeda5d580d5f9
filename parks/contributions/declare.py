"""An enterprise reports its own investment, tax, revenue and jobs; its park verifies them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.notifications import notify
from crm.core.writes import as_one

from ..models import Contribution
from ..models.enterprise_person import enterprises_of
from .keepers import keepers_of
from .report import overlapping, store

State, Metric = Contribution.State, Contribution.Metric
# What an enterprise knows of itself.
DECLARED_KINDS = (
    Metric.PAID_IN,
    Metric.FIXED_ASSETS,
    Metric.EQUIPMENT,
    Metric.FOREIGN_CAPITAL,
    Metric.TAX,
    Metric.REVENUE,
    Metric.JOBS,
)
STANDING = (State.DECLARED, State.REPORTED, State.VERIFIED)


@as_one()
def declare(enterprise, *, by, evidence, **facts) -> Contribution:
    """Store what the enterprise says of itself, with its evidence; ``facts`` are fields of
    Contribution. Nothing counts until its park has verified it.

    Raises NotPermitted, ValidationError (by field), and Refused for what was reported already.
    """
    if enterprise.pk not in enterprises_of(by, "handles_money"):
        raise NotPermitted(_("Ask the person who looks after the logins for this right."))
    if facts.get("metric") not in DECLARED_KINDS:
        raise Refused(_("This kind is reported by the park."))
    _check_new(enterprise, facts)
    declared = store(enterprise, by=by, evidence=evidence, state=State.DECLARED, **facts)
    notify(keepers_of(enterprise), "enterprise_reports", declared, by=by)
    return declared


def _check_new(enterprise, facts):
    if facts["metric"] == Metric.TAX:
        _check_period(enterprise, facts)
        return
    duplicate = Contribution.objects.filter(
        enterprise=enterprise,
        metric=facts["metric"],
        amount=facts.get("amount"),
        happened_on=facts["happened_on"],
        state__in=STANDING,
    ).first()
    if duplicate:
        raise Refused(
            _("The same amount of the same day is known already (%(state)s).")
            % {"state": duplicate.get_state_display()}
        )


def _check_period(enterprise, facts):
    begin, end = facts.get("period_from"), facts.get("period_to")
    if not begin or not end:
        return  # the field says so itself
    if overlapping(Contribution(enterprise=enterprise, period_from=begin, period_to=end)).exists():
        raise Refused(
            _("The tax of (part of) this period is already verified. Ask the park to correct it.")
        )
    waiting = Contribution.objects.filter(
        Q(period_from__lte=end, period_to__gte=begin),
        enterprise=enterprise,
        metric=Metric.TAX,
        is_refund=False,
        state__in=(State.DECLARED, State.REPORTED),
    )
    if waiting.exists():
        raise Refused(_("The tax of (part of) this period is reported already and being checked."))


def tell_judged(contribution, taken):
    """The sequel of the park's judgement: who reported it is told, with the reason."""
    notify(
        [contribution.reported_by],
        "report_judged",
        contribution,
        by=taken.by,
        state=contribution.get_state_display(),
        note=taken.note,
    )
