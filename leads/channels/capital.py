"""Capital: the money that companies seek, the stake that they offer for it, and the conditions."""

from decimal import Decimal

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Channel, Lead, Project
from .report import Figure, Report, Row, choice, report_of

# Places of the columns that add up to figures.
SOUGHT, SIGNED = 4, 10


@report_of(Channel.CAPITAL)
def report(user, asked) -> Report:
    show = choice(asked, "show", _("show"), [("open", _("open")), ("", _("all"))])
    leads = (
        Lead.objects.visible_to(user)
        .filter(channel=Channel.CAPITAL)
        .select_related("company", "owner", "capitalfacts")
    )
    shown = leads.open() if show.chosen else leads
    signed = dict(_signed(user).values_list("lead").annotate(count=Count("*")))
    rows, money_sought = [], Decimal(0)
    for lead in shown:
        facts = getattr(lead, "capitalfacts", None)
        money_sought += (facts and facts.money_sought) or Decimal(0)
        cells = [
            lead.number,
            lead.company.name,
            lead.get_state_display(),
            *_offer(facts),
            str(lead.owner or "—"),
        ]
        rows.append(Row([*cells, signed.pop(lead.pk, 0)], reverse("lead:inspect", args=[lead.pk])))
    figures = [Figure(_("leads"), len(rows)), Figure(_("money sought"), money_sought, SOUGHT)]
    if signed:
        rows.append(
            Row(
                [_("other (leads that are closed)"), *["—"] * (SIGNED - 1), sum(signed.values())],
                is_rest=True,
            )
        )
    columns = [
        _("lead"),
        _("company"),
        _("state"),
        _("instrument"),
        _("money sought"),
        _("stake offered (%)"),
        _("valuation that the offer implies"),
        _("conditions of both sides"),
        _("answer wanted by"),
        _("officer in charge"),
        _("projects signed"),
    ]
    figures.append(Figure(_("projects signed"), _signed(user).count(), SIGNED))
    return Report(
        columns, rows, figures, [show], _("No company that seeks capital is registered yet.")
    )


def _signed(user):
    projects = Project.objects.visible_to(user).committed().counted()
    return projects.filter(channel=Channel.CAPITAL).order_by()


def _offer(facts) -> list:
    if facts is None:
        return ["—"] * 6
    stake = "—" if facts.stake_offered is None else f"{facts.stake_offered.normalize():f}"
    money, valuation = (
        amount if amount is not None else "—" for amount in (facts.money_sought, facts.valuation)
    )
    return [
        facts.get_instrument_display(),
        money,
        stake,
        valuation,
        facts.conditions or "—",
        str(facts.answer_by or "—"),
    ]
