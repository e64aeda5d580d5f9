"""A lead or project goes to another district. Who brought it, and what they are owed, stays as it
was.
"""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.followups import changed
from crm.core.models import User
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Handover, Lead, Project
from ..models.lead import OPEN
from ..models.project import BEFORE_ENTRY, STAGES
from .assign import check_owner, pass_on_next_steps


@as_one()
def hand_over(record, *, to_department, to_owner, reason: str, by) -> Handover:
    """Give ``record`` to ``to_department``, where ``to_owner`` is in charge from now on.

    A project takes its lead along, and before it has entered a park it is free for a park of the
    new district. The referral rows, with their dates and shares, are not touched. Raises
    NotPermitted without the right, Refused for the same department, an officer of another one, or a
    record that has come to its end.
    """
    if not by.has_perm("leads.hand_over"):
        raise NotPermitted(_("You do not have the right to hand over to another district."))
    record = type(record).objects.visible_to(by).select_for_update(of=["self"]).get(pk=record.pk)
    _check(record, to_department, to_owner, reason)
    handover = Handover(
        **{record._meta.model_name: record},
        from_department=record.department,
        to_department=to_department,
        from_owner=record.owner,
        to_owner=to_owner,
        reason=reason,
        by=by,
    )
    handover.full_clean()
    handover.save()
    _move_over(record, handover, by)
    if isinstance(record, Project):
        _move_over(record.lead, handover, by)
    heads = User.objects.staff().filter(department=to_department, groups__name="section_head")
    notify([to_owner, *heads], "handed_over", record, by=by)
    return handover


def _check(record, to_department, to_owner, reason):
    if record.state not in (OPEN if isinstance(record, Lead) else STAGES):
        raise Refused(
            _("This record has come to its end: it is “%s”.") % record.get_state_display()
        )
    if to_department == record.department:
        raise Refused(_("It is with this department already."))
    if to_owner.department_id not in to_department.subtree_ids():
        raise Refused(
            _("%(person)s does not belong to %(department)s.")
            % {"person": to_owner, "department": to_department}
        )
    if not reason.strip():
        raise Refused(_("Give the reason."))
    check_owner(to_owner, record._meta.model_name)


def _move_over(record, handover, by):
    former = record.owner
    record.department, record.owner = handover.to_department, handover.to_owner
    if isinstance(record, Project) and record.state in BEFORE_ENTRY:
        record.host_department = None
    save_as(
        record,
        by=by,
        reason=_("handed over to %(department)s: %(reason)s")
        % {"department": handover.to_department, "reason": handover.reason},
    )
    pass_on_next_steps(record, former, handover.to_owner, by=by)
    changed(record)
