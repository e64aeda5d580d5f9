"""Settled enterprises that grow: what they add, and the support that they ask for."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from leads.channels.report import Figure, Report, Row, choice, report_of
from leads.models import Channel, Lead

from ..models import Enterprise


@report_of(Channel.EXPANSION)
def report(user, asked) -> Report:
    show = choice(asked, "show", _("show"), [("open", _("open")), ("", _("all"))])
    expansions = Lead.objects.visible_to(user).filter(channel=Channel.EXPANSION)
    leads = (expansions.open() if show.chosen else expansions).select_related(
        "company", "expansionfacts__enterprise__park", "project"
    )
    enterprise_keys = set(Enterprise.objects.visible_to(user).values_list("pk", flat=True))
    rows = [_row(lead, enterprise_keys) for lead in leads]
    columns = [
        _("lead"),
        _("settled enterprise"),
        _("park"),
        _("state"),
        _("intended investment"),
        _("capacity added"),
        _("tax relief asked for"),
        _("equipment subsidy asked for"),
        _("standard plant asked for (m²)"),
        _("looks for a partner"),
    ]
    return Report(columns, rows, _figures(leads), [show], _("No expansion is registered yet."))


def _row(lead, enterprise_keys) -> Row:
    facts = getattr(lead, "expansionfacts", None)
    enterprise = facts and facts.enterprise_id in enterprise_keys and facts.enterprise
    support = ["—"] * 4
    if facts:
        support = [
            facts.adds or "—",
            *(_amount(amount) for amount in (facts.tax_relief, facts.equipment_subsidy)),
            _area(facts.plant_sqm),
        ]
    cells = [
        lead.number,
        enterprise.name if enterprise else lead.company.name,
        str(enterprise.park) if enterprise else "—",
        lead.get_state_display(),
        _amount(lead.investment),
        *support,
        _("yes") if facts and facts.seeks_partner else _("no"),
    ]
    return Row(cells, reverse("lead:inspect", args=[lead.pk]))


def _amount(value):
    return "—" if value is None else value


def _area(value) -> str:
    return "—" if value is None else f"{value:,.2f}"


def _figures(leads):
    facts = [lead.expansionfacts for lead in leads if hasattr(lead, "expansionfacts")]

    def total(name):
        return sum((getattr(fact, name) or Decimal(0) for fact in facts), Decimal(0))

    invested = sum((lead.investment or Decimal(0) for lead in leads), Decimal(0))
    unnamed = sum(not fact.names_support() for fact in facts) + len(leads) - len(facts)
    return [
        Figure(_("leads"), len(leads)),
        Figure(_("intended investment"), invested, 4),
        Figure(_("tax relief asked for"), total("tax_relief"), 6),
        Figure(_("equipment subsidy asked for"), total("equipment_subsidy"), 7),
        Figure(_("standard plant asked for (m²)"), _area(total("plant_sqm")), 8),
        Figure(_("support not named yet"), unnamed),
    ]
