"""The room that a lead asks for: begun from what the lead says, then stored as people state it."""

from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Lead

from ..models import Plot, SpaceNeed
from ..models.plot import SQM_PER_MU


@as_one()
def state_need(need: SpaceNeed, *, by) -> SpaceNeed:
    """Store the need of its lead; of two stated at the same time the later one is kept."""
    if not by.has_perm("parks.add_reservation"):
        raise NotPermitted(_("You do not have the right to reserve plots."))
    Lead.objects.select_for_update().get(pk=need.lead_id)
    need.pk = SpaceNeed.objects.filter(lead=need.lead_id).values_list("pk", flat=True).first()
    need._state.adding = need.pk is None
    return save_as(need, by=by, reason=_("need of space"))


def first_need(lead) -> SpaceNeed:
    """The stored need of the lead, or a beginning of one from what the lead says."""
    return SpaceNeed.objects.filter(lead=lead).first() or begun_need(lead)


def begun_need(lead) -> SpaceNeed:
    need = SpaceNeed(lead=lead, musts=["kind", "area_sqm", "zoning"])
    if lead.land_mu:
        need.kind, need.area_sqm = (
            Plot.Kind.LAND,
            (lead.land_mu * SQM_PER_MU).quantize(Decimal("0.01")),
        )
    facts = getattr(lead, "parkfacts", None)
    if facts:
        need.kind, need.area_sqm, need.park = (
            facts.plot_kind or need.kind,
            facts.area_sqm or need.area_sqm,
            facts.park,
        )
    return need
