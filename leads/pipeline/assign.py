"""Putting an officer in charge of a lead or project."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Activity


@as_one()
def assign(record, *, to, by, note: str = ""):
    """Make ``to`` the officer in charge; the open next steps of the one before go along.

    Raises NotPermitted without the right, Refused for someone who does not work on such records.
    """
    kind = record._meta.model_name
    if not by.has_perm(f"leads.assign_{kind}"):
        raise NotPermitted(_("You do not have the right to assign."))
    record = type(record).objects.visible_to(by).select_for_update(of=["self"]).get(pk=record.pk)
    check_owner(to, kind)
    former = record.owner
    if former == to:
        return record
    record.owner = to
    save_as(record, by=by, reason=_("put in charge: %s") % note if note else _("put in charge"))
    pass_on_next_steps(record, former, to, by=by)
    notify([to], "assigned", record, by=by)
    return record


def check_owner(user, kind: str):
    if (
        not (user.is_active and user.is_staff and user.has_perm(f"leads.view_{kind}"))
        or "auditor" in user.role_codes
    ):
        raise Refused(_("%(person)s does not work on such records.") % {"person": user})


def pass_on_next_steps(record, before, to, *, by):
    """Give the open next steps of the former officer on this record to the new one."""
    if before is None:
        return
    for activity in Activity.objects.with_open_step().filter(**{record._meta.model_name: record}):
        if before == (activity.next_by or activity.by):
            activity.next_by = to
            save_as(activity, by=by, reason=_("put in charge"), update_fields=["next_by"])
