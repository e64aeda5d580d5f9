"""From the answer to the end: the enterprise's own word, a set time, or another end with its
reason.
"""

from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.background.one_of_many import one_of_many
from crm.core.days import day_of
from crm.core.errors import Refused
from crm.core.models import Parameter
from crm.core.notifications import notify
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.working_days import add_working_days
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..clocks import run
from ..clocks.round import heads_of, leaders
from ..clocks.working_time import working_hours_between
from ..models import ServiceClock, ServiceMessage, ServiceRequest
from ..models.request import UNSETTLED
from ..models.steps import Level, Satisfaction
from .follow import next_level
from .say import hear, reply, tell

Kind = ServiceClock.Kind


@as_one()
def answer(request: ServiceRequest, *, by, note: str = "", answer: str, files=()):
    """Answer the enterprise and ask for its word; the time promised is kept or not by now."""
    taken = move(request, "answer", by=by, note=note, **_as_answered(request, answer))
    run.meet(request, Kind.TAKE_UP, Kind.ANSWER, by=by)
    reply(request, answer, by=by, files=files, is_answer=True)
    return taken


@as_one()
def decide(request: ServiceRequest, *, by, note: str = "", answer: str):
    """What the request asks for was decided where such things are (an application for a policy):
    the decision is its answer, whoever has the request in hand.
    """
    actor = system_user()
    taken = move(request, "decide", by=actor, note=note, **_as_answered(request, answer))
    run.meet(request, Kind.TAKE_UP, Kind.ANSWER, by=actor)
    tell(request, answer, by=by, is_answer=True)
    return taken


def _as_answered(request, answer) -> dict:
    now = timezone.now()
    facts = {"answer": answer, "answered_at": now}
    if request.answered_at is None:
        clock = request.clocks.running().filter(kind=Kind.ANSWER).first()
        facts["was_in_time"] = clock is None or now <= clock.due_at
        facts["answer_hours"] = working_hours_between(request.received_at, now)
    return facts


@as_one()
def confirm(request: ServiceRequest, *, by=None, note: str = "", satisfaction: str, word: str = ""):
    """Store the enterprise's word: by itself (``by`` nobody, or its own login), or as a colleague
    heard it who did not handle the request. Who is not satisfied opens it again.
    """
    if satisfaction == Satisfaction.UNSATISFIED:
        return reopen(request, by=by, note=word.strip() or note)
    return move(
        request,
        "confirm",
        by=by or system_user(),
        note=note,
        satisfaction=satisfaction,
        word=word,
        closed_at=timezone.now(),
    )


@as_one()
def reopen(request: ServiceRequest, *, by=None, note: str):
    """The enterprise is not satisfied: the next level takes it, and its times begin anew. Raises
    Refused without a reason, or when it was settled too long ago.
    """
    _refuse_what_is_long_settled(request)
    actor = by or system_user()
    taken = move(
        request,
        "reopen",
        by=actor,
        note=note,
        level=next_level(request.level),
        times_reopened=request.times_reopened + 1,
        closed_at=None,
    )
    request.answer, request.satisfaction, request.word = "", Satisfaction.UNSATISFIED, note
    save_as(
        request,
        by=actor,
        reason=_("the enterprise is not satisfied"),
        update_fields=["answer", "satisfaction", "word", "updated_at"],
    )
    run.start_clocks(request, by=actor)
    people = heads_of(request) if request.level == Level.HEAD else leaders()
    notify(people, "request_reopened", request, by=by)
    return taken


def _refuse_what_is_long_settled(request: ServiceRequest):
    if request.closed_at is None:
        return
    last_day = add_working_days(day_of(request.closed_at), Parameter.whole("desk_reopen_days"))
    if day_of(timezone.now()) > last_day:
        text = _("It was settled long ago. Please make a new request and name %(number)s in it.")
        raise Refused(text % {"number": request.number})


@as_one()
def withdraw(request: ServiceRequest, *, by=None, note: str):
    actor = by or system_user()
    taken = move(request, "withdraw", by=actor, note=note, closed_at=timezone.now())
    run.stop_all(request, by=actor)
    return taken


@as_one()
def merge(request: ServiceRequest, *, by, note: str, merged_into: ServiceRequest):
    """The enterprise is answered under the other request; what it wrote here is read there, too.
    Raises Refused where the other one is settled.
    """
    target = ServiceRequest.objects.select_for_update().get(pk=merged_into.pk)
    if target.state not in UNSETTLED:
        raise Refused(_("%(request)s is settled; choose one that is not.") % {"request": target})
    if target.is_confidential != request.is_confidential:
        raise Refused(_("A confidential request and an open one are not merged."))
    taken = move(request, "merge", by=by, note=note, merged_into=target, closed_at=timezone.now())
    run.stop_all(request, by=by)
    words = {"number": request.number, "who": request.who}
    heading = _("Merged from %(number)s (%(who)s):") % words
    hear(target, f"{heading}\n{request.content}", via=request.channel, by=None)
    tell(
        request,
        _("Your request %(number)s is handled together with %(other)s.")
        % {"number": request.number, "other": target.number},
    )
    return taken


@as_one()
def transfer(request: ServiceRequest, *, by, note: str, transferred_to: str):
    """To a body outside of the house, which is named to the enterprise with the reason."""
    taken = move(
        request,
        "transfer",
        by=by,
        note=note,
        transferred_to=transferred_to,
        closed_at=timezone.now(),
    )
    run.stop_all(request, by=by)
    words = {"number": request.number, "to": transferred_to, "why": note}
    tell(request, _("Your request %(number)s is now with %(to)s: %(why)s") % words)
    return taken


def close_by_time():
    """Answered requests on which nothing was said for the working days set are settled; where
    something came that nobody has read, it is read first.
    """
    days, today = Parameter.whole("desk_close_days"), timezone.localdate()
    by = system_user()
    answered = ServiceRequest.objects.filter(state=ServiceRequest.State.ANSWERED)
    unread = ServiceMessage.objects.unread_by_bureau().filter(request=OuterRef("pk"))
    waiting = answered.filter(~Exists(unread)).annotate(last_said_at=Max("messages__at"))
    for request in waiting.order_by(F("answered_at").asc(nulls_first=True)):
        said = filter(None, (request.answered_at, request.last_said_at))
        since = max(said, default=request.updated_at)
        with one_of_many(request):
            if today > add_working_days(day_of(since), days):
                move(request, "close", by=by, closed_at=timezone.now())
