"""Capital: the money that companies seek, the stake that they offer for it, and the conditions."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.money import scaled
from leads.models import Channel, Lead, Project

from .report import Report, Row, choice, report_of


@report_of(Channel.CAPITAL)
def report(user, asked) -> Report:
    show = choice(asked, "show", _("show"), [("open", _("open")), ("", _("all"))])
    leads = Lead.objects.visible_to(user).filter(channel=Channel.CAPITAL).select_related("company", "owner", "capitalfacts")
    rows, sought = [], Decimal(0)
    for lead in leads.open() if show.chosen else leads:
        facts = getattr(lead, "capitalfacts", None)
        sought += (facts and facts.money_sought) or Decimal(0)
        rows.append(Row([lead.number, lead.company.name, lead.get_state_display(), *_offer(facts), str(lead.owner or "—")], reverse("lead:inspect", args=[lead.pk])))
    projects = Project.objects.visible_to(user).committed().counted().filter(channel=Channel.CAPITAL)
    columns = [
        _("lead"), _("company"), _("state"), _("instrument"), _("money sought"), _("stake offered (%)"), _("valuation that the offer implies"),
        _("conditions of both sides"), _("answer wanted by"), _("officer in charge"),
    ]  # fmt: skip
    figures = [(_("leads"), str(len(rows))), (_("money sought"), scaled(sought)), (_("projects signed"), str(projects.count()))]
    return Report(columns, rows, figures, [show], _("No company that seeks capital is registered yet."))


def _offer(facts) -> list:
    if facts is None:
        return ["—"] * 6
    stake = "—" if facts.stake_offered is None else f"{facts.stake_offered.normalize():f}"
    money, valuation = (amount if amount is not None else "—" for amount in (facts.money_sought, facts.valuation))
    return [facts.get_instrument_display(), money, stake, valuation, facts.conditions or "—", str(facts.answer_by or "—")]
