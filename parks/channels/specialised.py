"""Specialised parks: parks within a park, and every other park that a lead was meant for."""

from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from leads.channels.report import Figure, Report, Row, report_of
from leads.models import Channel, Lead, Project

from ..models import Enterprise, Park, Plot


@report_of(Channel.PARK)
def report(user, asked) -> Report:
    leads = Lead.objects.visible_to(user).filter(channel=Channel.PARK).order_by()
    parks = (
        Park.objects.visible_to(user)
        .filter(Q(parent__isnull=False) | Q(lead_facts__lead__in=leads))
        .distinct()
        .select_related("parent")
    )
    rows = [_row(park, leads.filter(parkfacts__park=park), user) for park in parks]
    unnamed = leads.filter(Q(parkfacts__isnull=True) | Q(parkfacts__park__isnull=True))
    park_count = len(rows)
    elsewhere = leads.exclude(parkfacts__park__in=parks)
    if elsewhere.exists():
        rows.append(
            Row(
                [_("other (no park named yet)"), "—", *_brought(elsewhere, user), "—", "—"],
                is_rest=True,
            )
        )
    columns = [
        _("specialised park"),
        _("stands in the park"),
        _("leads in all"),
        _("open leads"),
        _("projects signed"),
        _("money by contract"),
        _("enterprises here"),
        _("free plots"),
    ]
    total, still_open, signed, money = _brought(leads, user)
    figures = [
        Figure(_("specialised parks"), park_count),
        Figure(_("leads in all"), total, 2),
        Figure(_("open leads"), still_open, 3),
        Figure(_("projects signed"), signed, 4),
        Figure(_("money by contract"), money, 5),
        Figure(_("leads without a park yet"), unnamed.count()),
    ]
    return Report(columns, rows, figures, empty=_("No park within a park is stored yet."))


def _brought(leads, user) -> list:
    """[leads, open leads, projects signed, money by contract]; increases add their money alone."""
    signed = Project.objects.visible_to(user).committed().filter(lead__in=leads)
    money = sum(
        (amount or Decimal(0) for amount in signed.values_list("contract_amount", flat=True)),
        Decimal(0),
    )
    return [leads.count(), leads.open().count(), signed.counted().count(), money]


def _row(park, leads, user) -> Row:
    free = Plot.objects.visible_to(user).filter(park=park).offered()
    settled = (
        Enterprise.objects.visible_to(user)
        .filter(Q(park=park) | Q(project__lead__parkfacts__park=park))
        .distinct()
    )
    cells = [
        park.name,
        str(park.parent or "—"),
        *_brought(leads, user),
        settled.count(),
        free.count(),
    ]
    return Row(cells, reverse("park:inspect", args=[park.pk]))
