"""An introduction is asked for; and once the company becomes a lead, it counts for the person."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.errors import NotPermitted, Refused
from crm.core.writes import Follower, as_one
from crm.core.writing.history import save_as

from ..models import Acquaintance, Introduction, Lead

State = Introduction.State
COUNTING = (State.AGREED, State.MADE, State.THANKED)


@as_one()
def ask(acquaintance: Acquaintance, company, *, by, wish: str) -> Introduction:
    """Raises NotPermitted; Refused where the person does not want to be asked; ValidationError
    where they are being asked for this company already.
    """
    if not by.has_perm("leads.add_introduction"):
        raise NotPermitted(_("You do not have the right to ask for introductions."))
    if acquaintance.consent == Acquaintance.Consent.REFUSED:
        raise Refused(_("This person does not want to be asked."))
    introduction = Introduction(
        acquaintance=acquaintance,
        company=company,
        wish=wish,
        asked_on=timezone.localdate(),
        asked_by=by,
    )
    introduction.full_clean()
    return save_as(introduction, by=by, reason=_("introduction asked for"))


def _leads(keys: list[int]) -> list[Lead]:
    return list(Lead.objects.filter(pk__in=keys))


def count_for_who_introduced(leads: list[Lead]) -> None:
    """Each lead is noted on the introductions to its company that were agreed to before it came."""
    open_ones = (
        Introduction.objects.filter(state__in=COUNTING, lead=None)
        .filter(company__in={lead.company_id for lead in leads})
        .order_by("pk")
    )
    first_leads = {lead.company_id: lead for lead in sorted(leads, key=lambda lead: -lead.pk)}
    for introduction in open_ones:
        lead = first_leads[introduction.company_id]
        if introduction.answered_on and introduction.answered_on <= day_of(lead.received_at):
            introduction.lead = lead
            save_as(introduction, by=None, reason=_("a lead came of it"), update_fields=["lead"])


FOLLOWER = Follower(_leads, count_for_who_introduced)


def brought_by_introduction(natives) -> dict[int, int]:
    """{lead: native who introduced its company}; of several the first who was asked."""
    introductions = (
        Introduction.objects.filter(lead__isnull=False, acquaintance__native__in=natives)
        .order_by("-asked_on", "-pk")
        .annotate(native=F("acquaintance__native"))
    )
    return dict(introductions.values_list("lead", "native"))
