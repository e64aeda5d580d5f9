"""The way of a service request: received → assigned → in progress → answered → settled, and what
leads beside it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.transitions import Transition


class RequestState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("service request", "received")
    ASSIGNED = "assigned", pgettext_lazy("service request", "assigned")
    IN_PROGRESS = "in_progress", pgettext_lazy("service request", "in progress")
    ANSWERED = "answered", pgettext_lazy("service request", "answered")
    CLOSED = "closed", pgettext_lazy("service request", "settled")
    REOPENED = "reopened", pgettext_lazy("service request", "opened again")
    WITHDRAWN = "withdrawn", pgettext_lazy("service request", "withdrawn")
    MERGED = "merged", pgettext_lazy("service request", "merged into another")
    TRANSFERRED = "transferred", pgettext_lazy("service request", "transferred out of the house")


class Level(models.IntegerChoices):
    HANDLER = 0, _("who handles it")
    HEAD = 1, _("section head")
    LEADER = 2, _("leader")


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", pgettext_lazy("service request", "satisfied")
    CONTENT = "content", pgettext_lazy("service request", "fairly satisfied")
    UNSATISFIED = "unsatisfied", pgettext_lazy("service request", "not satisfied")


State = RequestState
LEVEL_RIGHTS = {Level.HEAD: "desk.head_servicerequest", Level.LEADER: "desk.lead_servicerequest"}


def in_the_lead(request, user) -> str:
    """A request that was opened again is taken by who stands one level higher."""
    if refusal := request.not_in_the_lead(user):
        return refusal
    right = LEVEL_RIGHTS.get(request.level)
    if right and not user.has_perm(right):
        return _("The enterprise was not satisfied: this is now for the %(level)s.") % {
            "level": request.get_level_display()
        }
    return ""


def may_assign_it(request, user) -> str:
    """New requests are assigned by the desk; one that was opened again by its level."""
    return in_the_lead(request, user) if request.state == State.REOPENED else ""


WORK, ASSIGN = "desk.work_servicerequest", "desk.assign_servicerequest"
TRANSITIONS = {
    "assign": Transition(
        _("Assign"),
        {State.RECEIVED, State.REOPENED},
        State.ASSIGNED,
        ASSIGN,
        requires=("department",),
        facts=("department", "person"),
        guard=may_assign_it,
        has_sequel=True,
    ),
    "take_up": Transition(
        _("Take in hand"),
        {State.ASSIGNED, State.REOPENED},
        State.IN_PROGRESS,
        WORK,
        guard=in_the_lead,
        has_sequel=True,
    ),
    "answer": Transition(
        pgettext_lazy("step of a service request", "Answer"),
        {State.IN_PROGRESS},
        State.ANSWERED,
        WORK,
        requires=("answer", "has_no_open_help"),
        facts=("answer", "answered_at", "was_in_time", "answer_hours"),
        guard=in_the_lead,
        has_use_case=True,
    ),
    "decide": Transition(
        _("Answered by a decision taken elsewhere"),
        {State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED},
        State.ANSWERED,
        "desk.settle_servicerequest",
        requires=("answer",),
        facts=("answer", "answered_at", "was_in_time", "answer_hours"),
        hidden=True,
        follows=True,
        has_use_case=True,
    ),
    "confirm": Transition(
        _("Record the enterprise’s word"),
        {State.ANSWERED},
        State.CLOSED,
        "desk.record_word",
        requires=("satisfaction",),
        facts=("satisfaction", "word", "closed_at"),
        apart_from=("person",),
        has_use_case=True,
    ),
    "pass_on": Transition(
        _("Pass on to another department"),
        {State.ASSIGNED, State.IN_PROGRESS},
        State.ASSIGNED,
        WORK,
        requires=("department",),
        facts=("department", "person"),
        needs_note=True,
        guard=in_the_lead,
        has_sequel=True,
        is_exceptional=True,
    ),
    "reopen": Transition(
        _("Open again: the enterprise is not satisfied"),
        {State.ANSWERED, State.CLOSED},
        State.REOPENED,
        "desk.record_word",
        facts=("level", "times_reopened", "closed_at"),
        needs_note=True,
        has_use_case=True,
        is_exceptional=True,
    ),
    "close": Transition(
        _("Settle without a word, the time being over"),
        {State.ANSWERED},
        State.CLOSED,
        "desk.settle_servicerequest",
        facts=("closed_at",),
        hidden=True,
        follows=True,
        has_sequel=True,
    ),
    "withdraw": Transition(
        _("Withdrawn by the enterprise"),
        {State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED, State.ANSWERED},
        State.WITHDRAWN,
        "desk.record_word",
        facts=("closed_at",),
        needs_note=True,
        negative=True,
        has_use_case=True,
    ),
    "merge": Transition(
        _("Merge into another request"),
        {State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED},
        State.MERGED,
        ASSIGN,
        requires=("merged_into",),
        facts=("merged_into", "closed_at"),
        needs_note=True,
        negative=True,
        has_use_case=True,
    ),
    "transfer": Transition(
        _("Transfer out of the house"),
        {State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED},
        State.TRANSFERRED,
        ASSIGN,
        requires=("transferred_to",),
        facts=("transferred_to", "closed_at"),
        needs_note=True,
        negative=True,
        has_use_case=True,
    ),
}
