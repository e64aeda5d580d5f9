"""A person's request from its receipt to its answer."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ..background.send import send
from ..errors import NotPermitted, Refused
from ..models import Parameter, PersonHit, PersonRequest, User
from ..transitions import move
from ..working_days import add_working_days
from ..writes import as_one
from ..writing.history import save_as
from .answer import file_of, store
from .erase import erase, in_words
from .look import wanted_of
from .registry import HOLDINGS
from .tasks import look_for

HANDLE = "core.handle_personrequest"
State, Kind = PersonRequest.State, PersonRequest.Kind


@as_one()
def receive(*, by: User, **facts) -> PersonRequest:
    """Take down what a person asks for; the records are looked through in the background."""
    if not by.has_perm("core.add_personrequest"):
        raise NotPermitted
    request = PersonRequest(**facts)
    if request.received_on > timezone.localdate():
        raise ValidationError({"received_on": _("The day lies in the future.")})
    days = Parameter.whole("personal_answer_working_days")
    request.due_on = add_working_days(request.received_on, days)
    if not wanted_of(request).terms():
        raise Refused(_("Give the whole name, or a number or address that the person is found by."))
    request.number = PersonRequest.NUMBERS.take()
    save_as(request, by=by)
    send(look_for, request.pk)
    return request


@as_one()
def look_again(request: PersonRequest, *, by: User) -> None:
    """After more was learnt of the person: another number, a corrected name."""
    if not by.has_perm(HANDLE):
        raise NotPermitted
    row = PersonRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != State.RECEIVED:
        raise Refused(_("What was answered or proposed is not looked for anew."))
    row.looked_at = None
    save_as(row, by=by, reason=_("records looked through again"), update_fields=["looked_at"])
    send(look_for, row.pk)


@as_one()
def choose(request: PersonRequest, keys, *, by: User) -> int:
    """Which of the records found are of this person; of all others with the name nothing is
    answered.
    """
    if not by.has_perm(HANDLE):
        raise NotPermitted
    row = PersonRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != State.RECEIVED:
        raise Refused(_("What was answered or proposed is not chosen anew."))
    row.hits.filter(pk__in=keys).update(is_chosen=True)
    row.hits.exclude(pk__in=keys).update(is_chosen=False)
    count = row.hits.filter(is_chosen=True).count()
    save_as(row, by=by, reason=_("%(count)d records chosen") % {"count": count})
    return count


@as_one()
def answer(request: PersonRequest, *, by: User, note: str = "", answer: str = "") -> PersonRequest:
    """Answer with what was found: of a copy, as a file with each field."""
    move(request, "answer", by=by, note=note, answer=answer)
    if request.kind == Kind.COPY:
        store(request, file_of(request), by=by)
    return request


@as_one()
def carry_out(request: PersonRequest, *, by: User, note: str = "") -> PersonRequest:
    """Delete what was proposed, by another person than who proposed it."""
    move(request, "erase", by=by, note=note)
    terms = wanted_of(request).terms()
    for hit in request.hits.filter(is_chosen=True).select_related("content_type"):
        hit.outcome = _erased(hit, request, terms, by)
        hit.save(update_fields=["outcome"])
    return request


def _erased(hit: PersonHit, request: PersonRequest, terms: list[str], by: User) -> str:
    record = hit.record
    if record is None:
        return _("The record is gone already.")
    keeping = HOLDINGS[type(record)].keeping
    whole = bool(keeping and keeping.deletes)
    erased = erase(record, by=by, why=request.number, terms=terms, request=request, whole=whole)
    return in_words(record, erased)
