"""Specialised parks: parks within a park, and every other park that a lead was meant for."""

from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from leads.channels.report import Report, Row, report_of
from leads.models import Channel, Lead, Project
from parks.models import Enterprise, Park, Plot


@report_of(Channel.PARK)
def report(user, asked) -> Report:
    leads = Lead.objects.visible_to(user).filter(channel=Channel.PARK).order_by()
    parks = Park.objects.visible_to(user).filter(Q(parent__isnull=False) | Q(lead_facts__lead__in=leads)).distinct().select_related("parent")
    rows = [_row(park, leads.filter(parkfacts__park=park), user) for park in parks]
    unnamed = leads.filter(Q(parkfacts__isnull=True) | Q(parkfacts__park__isnull=True))
    columns = [
        _("specialised park"), _("stands in the park"), _("leads in all"), _("open leads"), _("projects signed"), _("money by contract"),
        _("enterprises here"), _("free plots"),
    ]  # fmt: skip
    figures = [(_("specialised parks"), str(len(rows))), (_("leads"), str(leads.count())), (_("leads without a park yet"), str(unnamed.count()))]
    return Report(columns, rows, figures, empty=_("No park within a park is stored yet."))


def _row(park, leads, user) -> Row:
    signed = Project.objects.visible_to(user).committed().filter(lead__in=leads)
    money = sum((amount or Decimal(0) for amount in signed.values_list("contract_amount", flat=True)), Decimal(0))
    free = Plot.objects.visible_to(user).filter(park=park).offered()
    settled = Enterprise.objects.visible_to(user).filter(Q(park=park) | Q(project__lead__parkfacts__park=park)).distinct()
    cells = [park.name, str(park.parent or "—"), leads.count(), leads.open().count(), signed.counted().count(), money, settled.count(), free.count()]
    return Row(cells, reverse("park:inspect", args=[park.pk]))
