"""Urging 催办: of who has a task or answers for a target; and of all whose targets are red."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.errors import NotPermitted, Refused
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import PlanTarget, PlanTask, PlanUrging
from ..models.plan import doer_of, why_not_worked_on
from ..models.urging import URGES


@as_one()
def urge(record: PlanTask | PlanTarget, *, text: str, due_on: date, by) -> PlanUrging:
    """Of two who urge at once, one waits.

    Raises NotPermitted; Refused where nobody answers for it, for a task that is done, a plan that
    is not in force, a past day, or where an urging is open already.
    """
    if not by.has_perm(URGES):
        raise NotPermitted(pgettext("task", "You do not have the right to urge."))
    record = _locked(record)
    person = doer_of(record)
    if person is None:
        raise Refused(_("Nobody answers for “%(record)s” by name.") % {"record": record})
    if isinstance(record, PlanTask) and not record.is_to_do:
        raise Refused(_("The task is “%s” already.") % record.get_state_display())
    if reason := why_not_worked_on(record):
        raise Refused(reason)
    if due_on < timezone.localdate():
        raise Refused(_("The day lies in the past."))
    if record.urgings.open().exists():
        raise Refused(_("“%(record)s” has an open urging already.") % {"record": record})
    subject = {"task": record} if isinstance(record, PlanTask) else {"target": record}
    urging = PlanUrging(
        number=PlanUrging.NUMBERS.take(), to=person, text=text, due_on=due_on, by=by, **subject
    )
    urging.full_clean(exclude=["number"])
    save_as(urging, by=by)
    notify([person], "plan_urged", urging, by=by, due_on=due_on.isoformat())
    return urging


def _locked(record):
    return type(record).objects.select_for_update(of=["self"]).get(pk=record.pk)


@as_one()
def urge_all(
    targets: Iterable[PlanTarget], *, text: str, due_on: date, by
) -> tuple[list[PlanUrging], list[PlanTarget]]:
    """(the urgings, those for which nobody answers). Who has an open urging is not asked twice."""
    keys = [target.pk for target in targets]
    rows = PlanTarget.objects.filter(pk__in=keys).order_by("pk")
    targets = list(rows.select_for_update(of=["self"]).select_related("person"))
    urged_keys = set(
        PlanUrging.objects.open().filter(target__in=targets).values_list("target", flat=True)
    )
    urgings, nobody = [], []
    for target in targets:
        if doer_of(target) is None:
            nobody.append(target)
        elif target.pk not in urged_keys:
            urgings.append(urge(target, text=text, due_on=due_on, by=by))
    return urgings, nobody


def urging_answered(urging, taken):
    notify([urging.by], "plan_urging_answered", urging, by=taken.by)
