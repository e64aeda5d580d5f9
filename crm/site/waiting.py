"""What policy applications wait for: rows of the work queue."""

from crm.dispatch.queue.need import Need
from crm.dispatch.queue.registered import Sayings, register_source
from crm.dispatch.queue.sources import Source, in_states

from .models import PolicyApplication

State = PolicyApplication.State
JUDGES = ("officer", "park_officer", "assessor")


def needs_of_application(application):
    find = {
        State.RECEIVED: _judgement,
        State.JUDGED: _decision,
        State.APPROVED: _payment,
    }.get(application.state)
    if find:
        yield from find(application)


def _judgement(application):
    """Who works in the responsible department; headquarters where there is none."""
    words = {"due_on": application.due_on, "amount": application.estimate}
    if application.department_id is None:
        yield Need("judge", role="headquarters", **words)
        return
    for role in JUDGES:
        yield Need("judge", role=role, department_id=application.department_id, **words)


def _decision(application):
    words = {
        "apart": (application.judged_by_id,),
        "is_decision": True,
        "due_on": application.due_on,
        "amount": application.estimate,
    }
    if application.department_id:
        department = application.department_id
        yield Need("approve", role="section_head", department_id=department, **words)
    yield Need("approve", role="leader", **words)


def _payment(application):
    apart = tuple(sorted({application.judged_by_id, application.decided_by_id}))
    yield Need("pay", role="finance", apart=apart, amount=application.approved_amount)


def _of_application(row, application) -> str:
    return application.policy.called


def register():
    register_source(
        Source(
            PolicyApplication,
            needs_of_application,
            in_states(State.RECEIVED, State.JUDGED, State.APPROVED),
            born="received_at",
            named=("policy",),
        ),
        sayings=Sayings(_of_application),
    )
