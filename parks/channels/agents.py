"""Entrusted agents: what each brought in a year, against what it undertook."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leads.channels.report import Figure, Report, Row, choice, report_of
from leads.models import Agent, AgentTarget, Channel, Lead, Project, Referral

from ..models import Contribution


@dataclass(frozen=True)
class Results:
    """Of one agent in one year: leads received, projects signed (capital increases are none), and
    yuan of verified fixed assets.
    """

    leads: int
    projects: int
    money: Decimal

    def less(self, others: Iterable["Results"]) -> "Results":
        parts = list(others)
        return Results(
            self.leads - sum(part.leads for part in parts),
            self.projects - sum(part.projects for part in parts),
            self.money - sum(part.money for part in parts),
        )


def results_of(agent: Agent, year: int, user) -> Results:
    """What the agent brought, counting what ``user`` sees. A project counts for its lead referrer
    alone, so that the sum over all agents counts each project once.
    """
    leads = Lead.objects.visible_to(user).filter(agent=agent)
    projects = Project.objects.visible_to(user).filter(
        referrals__agent=agent, referrals__is_lead=True
    )
    return _results(leads, projects, year, user)


def results_in_all(year: int, user) -> Results:
    """What agents other than referrers brought, and all that came by this channel, each once."""
    agencies = Agent.objects.exclude(kind=Agent.Kind.REFERRER)
    leads = Lead.objects.visible_to(user).filter(Q(channel=Channel.AGENT) | Q(agent__in=agencies))
    referrals = Referral.objects.filter(agent__in=agencies, is_lead=True)
    projects = Project.objects.visible_to(user).filter(
        Q(channel=Channel.AGENT) | Q(pk__in=referrals.values("project"))
    )
    return _results(leads, projects, year, user)


def _results(leads, projects, year: int, user) -> Results:
    contributions = (
        Contribution.objects.visible_to(user)
        .verified()
        .filter(
            enterprise__project__in=projects,
            metric=Contribution.Metric.FIXED_ASSETS,
            happened_on__year=year,
        )
    )
    signed_projects = projects.counted().committed().filter(signed_on__year=year)
    money = contributions.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return Results(leads.filter(received_at__year=year).count(), signed_projects.count(), money)


@report_of(Channel.AGENT)
def report(user, asked) -> Report:
    this_year = timezone.localdate().year
    first_year = (
        Lead.objects.visible_to(user)
        .exclude(agent=None)
        .order_by("received_at")
        .values_list("received_at__year", flat=True)
        .first()
        or this_year
    )
    year = choice(
        asked,
        "year",
        _("year"),
        [(str(year), str(year)) for year in range(this_year, first_year - 1, -1)],
    )
    targets = {
        target.agent_id: target
        for target in AgentTarget.objects.visible_to(user).filter(year=int(year.chosen))
    }
    rows, agent_results = [], []
    agents = Agent.objects.visible_to(user).exclude(kind=Agent.Kind.REFERRER)
    for agent in agents:
        results, target = results_of(agent, int(year.chosen), user), targets.get(agent.pk)
        agent_results.append(results)
        rows.append(
            Row(
                [agent.name, agent.get_kind_display(), *_against(results, target)],
                reverse("agent:inspect", args=[agent.pk]),
            )
        )
    columns = [
        _("agent"),
        _("kind"),
        _("leads"),
        _("leads to bring"),
        _("share reached"),
        _("projects signed"),
        _("projects to sign"),
        _("share reached"),
        _("arrived (verified fixed assets)"),
        _("money to arrive"),
        _("share reached"),
    ]
    totals, agent_count = results_in_all(int(year.chosen), user), len(rows)
    remainder = totals.less(agent_results)
    if any((remainder.leads, remainder.projects, remainder.money)):
        rows.append(
            Row(
                [_("other (without an agent of this list)"), "—", *_against(remainder, None)],
                is_rest=True,
            )
        )
    figures = [
        Figure(_("agents"), agent_count),
        Figure(_("with a target"), sum(agent.pk in targets for agent in agents)),
        Figure(_("leads"), totals.leads, 2),
        Figure(_("projects signed"), totals.projects, 5),
        Figure(_("arrived (verified fixed assets)"), totals.money, 8),
    ]
    return Report(columns, rows, figures, [year], _("No agent is stored yet."))


def _against(results, target) -> list:
    cells = []
    for name in ("leads", "projects", "money"):
        result, goal = getattr(results, name), getattr(target, name) if target else None
        cells += [result, goal if goal else "—", _share(result, goal)]
    return cells


def _share(result, goal) -> str:
    """The result in per cent of the goal (7 of 12 → 58%); none without a goal."""
    return f"{Decimal(result) * 100 / Decimal(goal):.0f}%" if goal else "—"
