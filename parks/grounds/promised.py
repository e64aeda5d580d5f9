"""What the enterprises of a park promised, taken together."""

from datetime import date
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from ..models import EntryApplication, Park, Plot, Supplement


def promised_tax_per_mu(park: Park, on: date) -> Decimal | None:
    """Yuan a year and mu, weighted by the land that each promise is about; those in force on the
    day ``on``. None where nothing is promised.
    """
    in_force = EntryApplication.objects.filter(
        state=EntryApplication.State.HANDED_OVER,
        plot__in=Plot.objects.of_park(park).filter(kind=Plot.Kind.LAND),
    )
    signed = Supplement.objects.filter(
        application=OuterRef("pk"), state=Supplement.State.SIGNED, signed_on__lte=on
    ).order_by("-signed_on", "-id")
    sums = in_force.annotate(
        own_area=Coalesce(Subquery(signed.values("area_sqm")[:1]), F("plot__area_sqm")),
        own_tax=Coalesce(Subquery(signed.values("tax_per_mu")[:1]), F("tax_per_mu")),
    ).aggregate(tax=Sum(F("own_tax") * F("own_area")), area=Sum("own_area"))
    return sums["tax"] / sums["area"] if sums["area"] and sums["tax"] else None
