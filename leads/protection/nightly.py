"""Every night: protections are extended, warned of or lapse; overdue answers go up to the section
head, then to the leader.
"""

import logging
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Parameter
from crm.core.notifications import notify
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.working_days import working_days_between
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Clock, Lead, Registration
from .extend import extend
from .notifications import those_in_charge

log = logging.getLogger(__name__)


def lapse_and_escalate():
    """Safe to run twice in a night: nobody is told twice."""
    by = system_user()
    keep_protections(by)
    escalate(by)


def keep_protections(by):
    """Protections of leads that are still open are extended, warned of or lapse; those of projects
    do not end by time. One that is refused is logged, and the others go on.
    """
    accepted = Registration.objects.filter(
        state=Registration.State.ACCEPTED,
        lead__in=Lead.objects.open(),
        protected_until__isnull=False,
    )
    for pk in accepted.order_by("pk").values_list("pk", flat=True):
        try:
            _keep_one(pk, by)
        except (Refused, NotPermitted):
            log.exception("the protection of registration %s was left as it is", pk)


@as_one()
def _keep_one(pk: int, by):
    registration = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("lead__owner", "agent")
        .get(pk=pk)
    )
    if registration.state != Registration.State.ACCEPTED:
        return
    extend(registration, by=by)
    days_left = (registration.protected_until - timezone.localdate()).days
    if days_left < 0:
        move(
            registration.lead,
            "lapse",
            by=by,
            note=_("The protection ended on %(day)s without further progress.")
            % {"day": registration.protected_until},
        )
    elif (
        days_left <= Parameter.whole("lead_protection_warning_days")
        and registration.warned_on is None
    ):
        _warn(registration, by)


def _warn(registration, by):
    registration.warned_on = timezone.localdate()
    save_as(registration, by=by, reason=_("warned of the end of the protection"))
    owner = [registration.lead.owner] if registration.lead.owner else []
    notify(
        [*owner, *registration.agent.users.all()],
        "protection_ends",
        registration,
        day=registration.protected_until.isoformat(),
    )


def escalate(by):
    """Tell of an overdue clock once each: the heads of the department the day after it was due, its
    leaders some working days later.
    """
    for pk in Clock.objects.overdue().order_by("pk").values_list("pk", flat=True):
        _bring_up(pk, by)


@as_one()
def _bring_up(pk: int, by):
    """That somebody was told stands with the notification, or neither does."""
    clocks = Clock.objects.overdue().select_for_update(of=("self",))
    clock = clocks.select_related("registration__department").filter(pk=pk).first()
    if clock is None:
        return
    days_late = working_days_between(clock.due_on, timezone.localdate() - timedelta(days=1))
    leader_after = Parameter.whole("clock_leader_working_days")
    if clock.head_told_at is None:
        clock.head_told_at = timezone.now()
        _bring_to(clock, "section_head", by)
    elif clock.leader_told_at is None and days_late >= leader_after:
        clock.leader_told_at = timezone.now()
        _bring_to(clock, "leader", by)


def _bring_to(clock, role: str, by):
    save_as(clock, by=by, reason=_("overdue"))
    recipients = those_in_charge(clock.registration.department, role)
    notify(
        recipients,
        "overdue_answer",
        clock.registration,
        what=clock.get_kind_display(),
        day=clock.due_on.isoformat(),
    )
