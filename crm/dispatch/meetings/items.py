"""What the office itself puts on an agenda, or takes off it."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import AgendaItem, DispatchMeeting
from ..models.agenda import BY_HAND
from ..models.meeting import AHEAD, PREPARES

State = DispatchMeeting.State


@as_one()
def put_on_agenda(meeting: DispatchMeeting, *, title: str, by) -> AgendaItem:
    """An item that no fact brings. Raises NotPermitted; Refused when the meeting is over."""
    meeting = _locked(meeting, by, (*AHEAD, State.HELD))
    last = meeting.items.order_by("-order").values_list("order", flat=True).first() or 0
    item = AgendaItem(meeting=meeting, part=BY_HAND, order=last + 1, facts={"title": title})
    return save_as(item, by=by)


@as_one()
def take_off_agenda(item: AgendaItem, *, why: str, by) -> AgendaItem:
    """It comes to the table no more, however often the agenda is drawn. Raises NotPermitted;
    Refused once the meeting is held, without a reason, or where something was said of the item.
    """
    _locked(item.meeting, by, AHEAD)
    item = AgendaItem.objects.select_for_update(of=["self"]).get(pk=item.pk)
    if not why.strip():
        raise Refused(_("Say why it is not to come to the table."))
    if item.note or item.decisions.exists():
        raise Refused(_("The minutes say something of it already."))
    item.left_out = why.strip()
    return save_as(item, by=by, reason=_("taken off the agenda"))


@as_one()
def put_back(item: AgendaItem, *, by) -> AgendaItem:
    _locked(item.meeting, by, AHEAD)
    item = AgendaItem.objects.select_for_update(of=["self"]).get(pk=item.pk)
    item.left_out = ""
    return save_as(item, by=by, reason=_("put back on the agenda"))


def _locked(meeting: DispatchMeeting, by, states) -> DispatchMeeting:
    if not by.has_perm(PREPARES):
        raise NotPermitted(_("You do not have the right to prepare meetings."))
    meeting = DispatchMeeting.objects.select_for_update(of=["self"]).get(pk=meeting.pk)
    if meeting.state not in states:
        raise Refused(_("The meeting is “%s” already.") % meeting.get_state_display())
    return meeting
