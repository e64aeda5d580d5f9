"""What service requests wait for: rows of the work queue."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.days import day_of
from crm.core.links import link_to
from crm.core.punctuation import labelled
from crm.dispatch.queue.follow import of
from crm.dispatch.queue.need import Need, movers
from crm.dispatch.queue.registered import Sayings, register_source
from crm.dispatch.queue.sources import Source, in_states

from .models import (
    Assistance,
    KnowledgeEntry,
    ServiceMessage,
    ServiceRequest,
    Supervision,
)
from .models.request import UNSETTLED
from .models.steps import LEVEL_RIGHTS, Level

State = ServiceRequest.State
UNREAD = ServiceMessage.objects.unread_by_bureau()


# Whose daily work requests are. A row says "who of the department may", never more than see it.
HANDLERS = ("officer", "park_officer", "assessor")


def needs_of_request(request):
    if request.messages.all():
        yield from _for_handlers("read_message", request)
    needs = {
        State.RECEIVED: _assignment,
        State.ASSIGNED: _taking_up,
        State.IN_PROGRESS: _answer,
        State.REOPENED: _next_level,
    }.get(request.state)
    if needs:
        yield from needs(request)


def _due(request) -> dict:
    return {"due_on": day_of(request.due_at) if request.due_at else None}


def _for_handlers(step: str, request, **more):
    """Who has it in hand; the people of its department, of what is confidential its heads alone;
    while it has no department, who assigns.
    """
    if request.person_id:
        yield Need(step, person_id=request.person_id, **more)
    elif request.department_id is None:
        yield from _for_the_desk(step, request, **more)
    elif request.is_confidential:
        yield Need(step, role="section_head", department_id=request.department_id, **more)
    else:
        for role in HANDLERS:
            yield Need(step, role=role, department_id=request.department_id, **more)


def _for_the_desk(step: str, request, **more):
    if request.is_confidential:
        yield Need(step, role="headquarters", **more)
    else:
        yield Need(step, right="desk.assign_servicerequest", **more)


def _assignment(request):
    yield from _for_the_desk("assign", request, **_due(request))


def _taking_up(request):
    yield from _for_handlers("take_up", request, **_due(request))


def _answer(request):
    if any(assistance.state == "asked" for assistance in request.assistances.all()):
        return
    yield from _for_handlers("answer", request, **_due(request))


def _next_level(request):
    """The section heads of the department and the headquarters office; then the leaders."""
    if request.level == Level.LEADER:
        yield Need("take_up", right=LEVEL_RIGHTS[Level.LEADER], is_decision=True, **_due(request))
        return
    yield Need("take_up", role="section_head", department_id=request.department_id, **_due(request))
    yield Need("take_up", role="headquarters", **_due(request))


def needs_of_assistance(assistance):
    if assistance.state != "asked":
        return
    for role in HANDLERS:
        yield Need(
            "contribute",
            role=role,
            department_id=assistance.department_id,
            apart=(assistance.asked_by_id,),
            due_on=assistance.due_on,
        )


def needs_of_supervision(supervision):
    if supervision.state == "open":
        yield Need("answer", person_id=supervision.to_id, due_on=supervision.due_on)


def needs_of_entry(entry):
    if entry.state == "submitted":
        yield Need(
            "publish",
            right="desk.publish_knowledgeentry",
            apart=tuple(sorted({entry.written_by_id, *movers(entry, "submit")})),
            is_decision=True,
        )


def _of_request(row, request) -> str:
    if row.step == "read_message":
        return _("%(who)s has written") % {"who": request.who}
    return f"{request.kind} · {request.who}"


def _of_assistance(row, assistance) -> str:
    return assistance.task[:80]


def _of_supervision(row, supervision) -> str:
    return labelled(supervision.by, supervision.text)


def _of_entry(row, entry) -> str:
    return _("written by %(person)s") % {"person": entry.written_by}


def _timeline(row, request, user) -> str:
    return f"{link_to(request, user)}#timeline"


def register():
    live = in_states(*UNSETTLED) | Q(Exists(UNREAD.filter(request=OuterRef("pk"))))
    register_source(
        Source(
            ServiceRequest,
            needs_of_request,
            live,
            prefetch=("assistances", Prefetch("messages", UNREAD)),
            born="received_at",
            named=("kind",),
        ),
        stands_on={
            ServiceMessage: of("request"),
            Assistance: of("request"),
        },
        sayings=Sayings(
            _of_request,
            labels={"read_message": gettext_lazy("Read what the enterprise wrote")},
            links={"read_message": _timeline},
        ),
    )
    register_source(
        Source(
            Assistance,
            needs_of_assistance,
            in_states("asked"),
            born="asked_at",
            named=("request", "department"),
        ),
        sayings=Sayings(_of_assistance),
    )
    register_source(
        Source(
            Supervision,
            needs_of_supervision,
            in_states("open"),
            born="at",
            named=("request", "by"),
        ),
        sayings=Sayings(_of_supervision),
    )
    register_source(
        Source(KnowledgeEntry, needs_of_entry, in_states("submitted"), named=("written_by",)),
        sayings=Sayings(_of_entry),
    )
