"""A request as who made it follows it: steps, answers, and nothing else."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.files import with_files
from crm.core.working_days import working_days_between

from ..models import ServiceRequest
from ..models.request import OPEN, UNSETTLED
from ..models.steps import RequestState

State = RequestState
DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True)
class Passed:
    """One step of the track; what lies ahead has no moment."""

    label: str
    at: datetime | None
    status: str


@dataclass
class Followed:
    request: ServiceRequest
    steps: list[Passed] = field(default_factory=list)
    answers: list = field(default_factory=list)  # [(message, files)]
    days_left: int | None = None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def awaits_a_word(self) -> bool:
        return self.request.state == State.ANSWERED

    @property
    def may_be_reopened(self) -> bool:
        return self.request.state == State.CLOSED

    @property
    def may_be_added_to(self) -> bool:
        return self.request.state in UNSETTLED

    @property
    def may_be_withdrawn(self) -> bool:
        return self.request.state in OPEN


def followed(request: ServiceRequest) -> Followed:
    messages = request.messages.filter(is_from_enterprise=False)
    return Followed(
        request,
        steps=[*_passed(request), *_ahead(request)],
        answers=with_files(messages),
        days_left=_days_left(request),
    )


def _passed(request) -> list[Passed]:
    """Received, and each state reached; neither who took the step nor what was noted."""
    states = [(State.RECEIVED, request.received_at)]
    states += [(State(move.target), move.at) for move in request.moves()]
    last = len(states) - 1
    return [
        Passed(str(state.label), moment, NOW if place == last else DONE)
        for place, (state, moment) in enumerate(states)
    ]


def _ahead(request) -> list[Passed]:
    way = [State.ASSIGNED, State.IN_PROGRESS, State.ANSWERED]
    if request.state in (State.RECEIVED, State.REOPENED):
        states = way
    elif request.state in way:
        states = way[way.index(request.state) + 1 :]
    else:
        return []
    return [
        *(Passed(str(state.label), None, NEXT) for state in states),
        Passed(_("Your word, and it is settled"), None, NEXT),
    ]


def _days_left(request) -> int | None:
    """Working days until the answer is due; negative where it is late."""
    if request.due_at is None:
        return None
    clock = request.clocks.running().filter(kind="answer").first()
    due, today = day_of(clock.due_at if clock else request.due_at), timezone.localdate()
    return -working_days_between(due, today) if due < today else working_days_between(today, due)
