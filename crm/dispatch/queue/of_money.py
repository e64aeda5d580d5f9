"""What statements, objections and agreements wait for."""

from commissions.models import Agreement, Objection, PolicyVersion, Statement
from commissions.models.approval import next_approval
from commissions.models.statement import IN_APPROVAL
from crm.core.days import days_from

from .need import Need, missing_for, movers

S, A = Statement.State, Agreement.State


def needs_of_statement(statement):
    if statement.state in IN_APPROVAL:
        yield from _approval(statement)
    elif statement.state == S.DISPUTED:
        yield Need("answer", **_head_of(statement.payee), **_words(statement, "dispute_due_on"))
    elif statement.state == S.ON_NOTICE:
        yield from _after_notice(statement)


def _head_of(agent) -> dict:
    return {"role": "section_head", "department_id": agent.department_id}


def _words(statement, due: str = "") -> dict:
    return {
        "amount": statement.total,
        "is_decision": True,
        "due_on": getattr(statement, due) if due else None,
        "facts": {"currency": statement.currency},
    }


def _approval(statement):
    """By the step that it takes next; one whose account has changed is drawn up anew."""
    words = _words(statement)
    if not statement.account.is_current:
        yield Need("withdraw", role="finance", **words)
        return
    step = next_approval(statement)
    name = step.value if step else "publish"
    apart = movers(statement, *statement.TRANSITIONS[name].not_by)
    for whom in _approvers(statement, name):
        yield Need(name, **whom, apart=apart, **words)


def _approvers(statement, name: str) -> list[dict]:
    if name == "review":
        return [_head_of(statement.payee)]
    if name in ("approve", "publish"):
        return [{"role": "finance"}]
    both = name == "committee_approve"
    return [{"role": role} for role in (("leader", "headquarters") if both else ("leader",))]


def _after_notice(statement):
    """Ordered when the notice is over and nothing stands in the way; by none who approved it."""
    objections = statement.objections.all()
    if any(objection.is_upheld for objection in objections):
        yield Need("return", **_head_of(statement.payee), **_words(statement))
        return
    if any(objection.state == Objection.State.ADMITTED for objection in objections):
        return  # the objection itself waits to be answered
    if not statement.account.is_current:
        yield Need("withdraw", role="finance", **_words(statement))
        return
    waits_for_the_agency = not statement.payee.is_referrer and not statement.invoice_number
    if waits_for_the_agency or statement.has_suspended_policy() or next_approval(statement):
        return
    yield Need(
        "order_payment",
        role="finance",
        apart=tuple(sorted(statement.approver_ids)),
        appears_on=_payable_from(statement),
        **_words(statement),
    )


def _payable_from(statement):
    over = statement.notice_until and days_from(statement.notice_until, 1)
    return max(filter(None, (over, statement.account.payable_from)), default=None)


def needs_of_objection(objection):
    """Reviewed at once; once admitted, it stops the payment until it is answered."""
    step = {"received": "admit", "admitted": "answer"}.get(objection.state)
    is_over = objection.statement.state in (S.PAID, S.WITHDRAWN)
    if step and not is_over:
        yield Need(step, **_head_of(objection.statement.payee), is_decision=True)


def needs_of_agreement(agreement):
    if agreement.state == A.DRAFT:
        missing = missing_for(agreement, "review")
        yield Need("review", **_head_of(agreement.agent), missing=missing, is_decision=True)
    elif agreement.state == A.REVIEWED:
        apart = movers(agreement, "review")
        missing = missing_for(agreement, "approve")
        yield Need("approve", role="leader", apart=apart, missing=missing, is_decision=True)
    elif agreement.state == A.APPROVED:
        yield from _signature(agreement)


def _signature(agreement):
    """First the document, then the agent's own signature, then the bureau's."""
    if not agreement.has_document():
        department = agreement.agent.department_id
        yield Need("issue", role="officer", department_id=department)
    elif agreement.is_countersigned():
        apart = movers(agreement, "review")
        missing = missing_for(agreement, "sign")
        yield Need("sign", role="leader", apart=apart, missing=missing, is_decision=True)


def needs_of_version(version):
    """A text of a policy is published by another person than submitted it."""
    if version.state == PolicyVersion.State.SUBMITTED:
        apart = movers(version, "submit")
        yield Need("publish", role="leader", apart=apart, is_decision=True)
