from decimal import Decimal

from django.db.models import Sum

from commissions.models import LedgerEntry
from crm.core.money import CURRENCIES

from . import bureau_of, party_of


def referral_facts(referral) -> dict:
    """The confirmation that an agent brought a project, with its share; the names of others stay
    out.
    """
    project = referral.project
    total = sum(project.referrals.values_list("parts", flat=True))
    return {
        "bureau": bureau_of(referral.agent.department),
        "agent": party_of(referral.agent),
        "project": {
            "number": project.number,
            "name": project.name,
            "state": project.get_state_display(),
            "industry": str(project.industry),
        },
        "investor": project.company.name,
        "registered_on": referral.registered_on,
        "investor_confirmed_on": referral.investor_confirmed_on,
        "share": f"{referral.parts}/{total}",
        "is_only": referral.parts == total,
        "is_lead": referral.is_lead,
        "role": referral.role,
    }


def certificate_facts(referral) -> dict:
    """An award for a project that has settled, with what it has earned the agent by the ledger so
    far.
    """
    project = referral.project
    entered_on = project.entries.order_by("starts_on").values_list("starts_on", flat=True).first()
    entries = (
        LedgerEntry.objects.earned()
        .filter(project=project, payee=referral.agent)
        .order_by("currency")
    )
    sums = dict(entries.values_list("currency").annotate(Sum("amount")))
    return {
        "bureau": bureau_of(referral.agent.department),
        "agent": party_of(referral.agent),
        "project": {"number": project.number, "name": project.name},
        "investor": project.company.name,
        "signed_on": project.signed_on,
        "entered_on": entered_on,
        "investment": project.contract_amount or project.investment,
        "earned": sums.pop("CNY", Decimal(0)),
        "earned_abroad": [
            {"amount": amount, "currency": CURRENCIES[currency]}
            for currency, amount in sums.items()
        ],
    }
