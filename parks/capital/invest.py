"""Money moves through a fund: it is called, invested and comes back. No step takes more than the
fund has.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.money import scaled
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import CapitalCall, Commitment, Exit, Fund, Stake


def _may(by, permission):
    if not by.has_perm(permission):
        raise NotPermitted(_("You do not have the right to take this step."))


def _locked(record):
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


@as_one()
def promise(*, by, fund, **facts) -> Commitment:
    _may(by, "parks.add_commitment")
    commitment = Commitment(fund=fund, is_demo=fund.is_demo, **facts)
    commitment.full_clean()
    return save_as(commitment, by=by)


@as_one()
def call_capital(*, by, commitment, evidence=None, **facts) -> CapitalCall:
    """Ask for a part of what was promised; all calls together never exceed it."""
    _may(by, "parks.add_capitalcall")
    commitment = _locked(commitment)
    call = CapitalCall(commitment=commitment, is_demo=commitment.is_demo, **facts)
    call.full_clean()
    uncalled = commitment.amount - commitment.called
    if call.amount > uncalled:
        raise ValidationError(
            {
                "amount": _("Only %(left)s of this commitment is left to call.")
                % {"left": scaled(uncalled)}
            }
        )
    save_as(call, by=by)
    if evidence:
        attach(call, evidence, by=by, purpose=_("evidence"))
    return call


@as_one()
def invest(*, by, fund, company, project=None, **facts) -> Stake:
    """Take a stake in ``company``, for its ``project`` here if there is one. A fund invests what it
    has.
    """
    _may(by, "parks.add_stake")
    fund = _locked(fund)
    stake = Stake(fund=fund, company=company, project=project, is_demo=fund.is_demo, **facts)
    stake.full_clean()
    if stake.amount > fund.at_hand:
        raise ValidationError(
            {"amount": _("The fund has %(money)s at hand.") % {"money": scaled(fund.at_hand)}}
        )
    return save_as(stake, by=by)


@as_one()
def leave(*, by, stake, **facts) -> Exit:
    """Give up a stake, or the part of it that ``cost`` stands for."""
    _may(by, "parks.add_exit")
    stake = _locked(stake)
    given_up = Exit(stake=stake, is_demo=stake.is_demo, **facts)
    given_up.full_clean()
    if given_up.on < stake.invested_on:
        raise ValidationError(
            {"on": _("The stake was taken on %(day)s only.") % {"day": stake.invested_on}}
        )
    if given_up.cost > stake.cost_left:
        raise Refused(_("Only %(left)s of this stake is left.") % {"left": scaled(stake.cost_left)})
    return save_as(given_up, by=by)


def create_fund(*, by, **facts) -> Fund:
    _may(by, "parks.add_fund")
    fund = Fund(**facts)
    fund.full_clean()
    return save_as(fund, by=by)
