"""A policy of one rule, or the demonstration’s, and what the engine makes of it."""

from datetime import date
from decimal import Decimal

from commissions.engine import Contribution, Facts, Payee, assess, load_policy
from commissions.policies.library import document_of

DEMO = document_of("changde-demo")
DAY = date(2025, 6, 30)
REACHED = {"signed": date(2023, 1, 1), "started": date(2023, 6, 1), "producing": date(2024, 6, 1)}
IN_TIME = Payee("1", lead=True, registered_on=date(2022, 1, 1))


def money(*amounts, metric="fixed_assets"):
    """Contributions of (amount, day[, metric])."""
    return tuple(
        Contribution(str(n), rest[0] if rest else metric, Decimal(str(amount)), day)
        for n, (amount, day, *rest) in enumerate(amounts)
    )


def demo(contributions, milestones=REACHED, attributes=None, payees=(IN_TIME,), document=DEMO):
    facts = Facts(
        "P",
        {"industry_section": "C", "list500": "", **(attributes or {})},
        milestones,
        contributions,
        tuple(payees),
    )
    return assess(load_policy(document), facts, date(2026, 12, 31))


def rule(schedule=None, top=None, **component):
    """A document of one component on paid-in capital."""
    one = {
        "code": "one",
        "name": {"zh": "奖励", "en": "Reward"},
        "clause": "c",
        "metric": "paid_in",
        "schedule": schedule or {"mode": "single", "rate": "0.01"},
        **component,
    }
    one = {key: value for key, value in one.items() if value is not None}
    return {
        "format": 1,
        "code": "p",
        "version": "1",
        "name": {"zh": "办法", "en": "Rules"},
        "clauses": {"c": "第一条"},
        "on_termination": "keep",
        "components": [one],
        **(top or {}),
    }


def work_out(document, *amounts, as_of=date(2026, 12, 31), **facts):
    contributions = facts.pop("contributions", None) or money(*amounts, metric="paid_in")
    return assess(load_policy(document), Facts("P", contributions=contributions, **facts), as_of)


def total(assessment):
    return sum((due.amount for due in assessment.dues), Decimal(0))
