"""Every night: protections are extended, warned of or lapse; overdue answers go up to the section
head, then to the leader.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.models import Parameter
from crm.core.notifications import notify
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.working_days import working_days_between
from crm.core.writing.history import save_as

from ..models import Clock, Lead, Registration
from .extend import extend
from .notifications import those_in_charge


def lapse_and_escalate():
    """Safe to run twice in a night: nobody is told twice."""
    by = system_user()
    keep_protections(by)
    escalate(by)


def keep_protections(by):
    """Protections of leads that are still open are extended, warned of or lapse; those of projects
    do not end by time.
    """
    accepted = Registration.objects.filter(
        state=Registration.State.ACCEPTED,
        lead__in=Lead.objects.open(),
        protected_until__isnull=False,
    )
    for pk in accepted.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            _keep_one(
                Registration.objects.select_for_update(of=("self",))
                .select_related("lead__owner", "agent")
                .get(pk=pk),
                by,
            )


def _keep_one(registration, by):
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
    leader_after = Parameter.whole("clock_leader_working_days")
    for clock in Clock.objects.overdue().select_related("registration__department"):
        days_late = working_days_between(clock.due_on, timezone.localdate() - timedelta(days=1))
        if clock.head_told_at is None:
            _bring_to(clock, "section_head", by)
        elif clock.leader_told_at is None and days_late >= leader_after:
            _bring_to(clock, "leader", by)


def _bring_to(clock, role, by):
    setattr(
        clock, {"section_head": "head_told_at", "leader": "leader_told_at"}[role], timezone.now()
    )
    save_as(clock, by=by, reason=_("overdue"))
    recipients = those_in_charge(clock.registration.department, role)
    notify(
        recipients,
        "overdue_answer",
        clock.registration,
        what=clock.get_kind_display(),
        day=clock.due_on.isoformat(),
    )
