from commissions.models import StatementLine
from commissions.settlement.explain import lines_of
from crm.core.days import day_of
from crm.core.money import CURRENCIES

from . import bureau_of, party_of


def statement_facts(statement) -> dict:
    """A statement with the reasons of every line."""
    return {
        **_heading(statement),
        "lines": [_line(line) for line in lines_of(statement, "zh")],
        "steps": _steps(statement),
    }


def approval_facts(statement) -> dict:
    """The form that goes through the approvals: the sum, the projects that it comes from, and who
    has said what.
    """
    lines = StatementLine.objects.filter(statement=statement).select_related("entry__project")
    projects = dict.fromkeys(line.entry.project.name for line in lines if line.entry.project)
    return {
        **_heading(statement),
        "kind": statement.payee.get_kind_display(),
        "projects": list(projects),
        "steps": _steps(statement),
    }


def payment_facts(payment) -> dict:
    """The advice of one payment as the bank made it."""
    return {
        **_heading(payment.statement),
        "account": f"{payment.account.bank} {payment.account.number_masked}",
        "holder": payment.account.holder,
        "paid_on": payment.paid_on,
        "bank_reference": payment.bank_reference,
        "paid": payment.amount,
    }


def _heading(statement) -> dict:
    payment = statement.payment
    return {
        "bureau": bureau_of(statement.payee.department),
        "number": statement.number,
        "period": statement.title,
        "payee": party_of(statement.payee),
        "account": str(statement.account),
        "currency": statement.currency,
        "currency_name": CURRENCIES[statement.currency],
        "total": statement.total,
        "tax": statement.tax,
        "net": statement.net,
        "invoice": statement.invoice_number,
        "notice_until": statement.notice_until,
        "payment": payment
        and {"paid_on": payment.paid_on, "bank_reference": payment.bank_reference},
    }


def _steps(statement) -> list[dict]:
    return [
        {
            "step": statement.TRANSITIONS[move.name].label,
            "by": move.by,
            "at": move.at,
            "note": move.note,
        }
        for move in statement.moves()
    ]


def _line(line) -> dict:
    return {
        "project": line.entry.project.name if line.entry.project else "",
        "component": line.component,
        "period": line.entry.period,
        "amount": line.entry.amount,
        "reasons": line.sentences,
        "contributions": [
            {
                "metric": contribution.get_metric_display(),
                "amount": contribution.amount_in_words,
                "verified_on": contribution.verified_at and day_of(contribution.verified_at),
                "by": contribution.verified_by,
            }
            for contribution in line.contributions
        ],
        "before": [
            {
                "posted_on": entry.posted_on,
                "amount": entry.amount,
                "paid_on": entry.paid_on,
                "statement": entry.statement.number if entry.statement else "",
            }
            for entry in line.before
        ],
    }
