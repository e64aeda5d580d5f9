"""Enterprises are proposed for a list, and decided on; a list has so many places."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import CultivationList, Enterprise, Member, PlanAction


@as_one()
def propose(cultivation_list, enterprise, *, by, **plan) -> Member:
    """Propose ``enterprise``; ``plan`` are fields of the plan made for it. Raises NotPermitted,
    Refused or ValidationError.
    """
    if (
        not by.has_perm("parks.add_member")
        or not Enterprise.objects.visible_to(by).filter(pk=enterprise.pk).exists()
    ):
        raise NotPermitted(_("You do not have the right to propose this enterprise."))
    if cultivation_list.excludes_property and enterprise.is_building_or_property:
        raise Refused(_("This list stands without enterprises of construction and real estate."))
    member = Member(
        cultivation_list=cultivation_list, enterprise=enterprise, is_demo=enterprise.is_demo, **plan
    )
    member.full_clean()
    return save_as(member, by=by)


@as_one()
def put_on_list(member, *, by, note: str = "", **facts):
    """Put a proposed enterprise on its list. The list is locked, so that two decisions at once do
    not fill one place twice.
    """
    cultivation_list = CultivationList.objects.select_for_update().get(
        pk=member.cultivation_list_id
    )
    if cultivation_list.members.listed().count() >= cultivation_list.places:
        raise Refused(
            _("All %(places)d places of this list are taken. Take an enterprise off first.")
            % {"places": cultivation_list.places}
        )
    return move(member, "list", by=by, note=note, **facts)


@as_one()
def plan_action(*, by, member, **facts) -> PlanAction:
    if not by.has_perm("parks.add_planaction"):
        raise NotPermitted(_("You do not have the right to take this step."))
    if member.state == Member.State.LEFT:
        raise Refused(_("The enterprise has been taken off the list."))
    action = PlanAction(member=member, **facts)
    action.full_clean()
    return save_as(action, by=by)
