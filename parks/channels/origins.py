"""Leads that come of a settled enterprise, of a park, or of what an alliance did together."""

from django.utils.translation import gettext as _

from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions
from leads.channels.origin import Origin, always, lead_from, new_lead_link
from leads.models import Channel

from ..models import AllianceAction, Enterprise, Park


def _lead_of_action(action, lead, by):
    if action.lead_id is None:
        action.lead = lead
        action.full_clean()
        save_as(action, by=by, update_fields=["lead"])


lead_from(
    Enterprise,
    Origin(
        always(Channel.EXPANSION),
        lambda enterprise, lead: {"enterprise": enterprise},
        lambda enterprise: enterprise.company,
    ),
)
lead_from(Park, Origin(always(Channel.PARK), lambda park, lead: {"park": park}))
lead_from(
    AllianceAction,
    Origin(
        always(Channel.HOMETOWN),
        lambda action, lead: {"chamber": action.alliance.chamber},
        keep=_lead_of_action,
    ),
)


def lead_action(record, user):
    if not user.has_perm("leads.add_lead") or getattr(record, "lead_id", None):
        return []
    return [(_("Register a lead"), new_lead_link(record))]


for model in (Enterprise, Park, AllianceAction):
    add_actions(model, lead_action)
