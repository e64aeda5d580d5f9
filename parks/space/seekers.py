"""Who looks for a place like this one: open leads and projects before their entry that stated what
they need, held against one plot.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse

from leads.models import Lead, Project
from leads.models.project import BEFORE_ENTRY

from ..models import ParkFacts, Plot, SpaceNeed
from .fit import industries_of
from .match import Line, Match, Weights, match_of
from .needs import begun_need

HALF = Decimal("0.5")
CONSIDERED = 60  # of each kind of source, the newest
SHOWN = 3
REASONS = 4
# How the lead of a project says what it needs; asked for one by one, because each has its index.
SAID = (
    Q(lead__space_need__isnull=False),
    Q(lead__parkfacts__area_sqm__gt=0),
    Q(lead__land_mu__gt=0),
)
OF_THE_LEAD = ("industry", "company", "space_need__park", "parkfacts__park")


@dataclass(frozen=True)
class Seeker:
    """A lead, or the project that it became (``record``), with what the plot is for it."""

    record: Lead | Project
    match: Match

    @property
    def name(self) -> str:
        return getattr(self.record, "title", "") or self.record.name

    @property
    def kind(self) -> str:
        return self.record._meta.model_name

    @property
    def link(self) -> str:
        return reverse(f"{self.kind}:inspect", args=[self.record.pk])

    @property
    def comes_near(self) -> bool:
        """It meets all hard conditions; or each by half at least (a plot half as large may be one
        of two), and something else speaks for it.
        """
        misses = self.match.misses
        return not misses or (self.match.score > 0 and all(miss.share >= HALF for miss in misses))

    @property
    def score(self) -> int:
        return round(self.match.score)

    @property
    def tone(self) -> str:
        """Of its score: what fails a hard condition is never green."""
        if self.match.misses:
            return ""
        return "done" if self.match.score >= 85 else "now"

    @property
    def reasons(self) -> list[Line]:
        """What fails comes first."""
        return sorted(self.match.lines, key=lambda line: (line.is_met, not line.is_hard))[:REASONS]


def seekers_of(plot: Plot, user) -> list[Seeker]:
    """The few whom the plot suits best, of those whom the person sees: who misses no hard condition
    first, then by points.
    """
    weights, industries = Weights.in_force(), industries_of(plot.park)
    seekers = [
        Seeker(record, match_of(need, plot, industries, weights))
        for record, need in _needs(user).values()
    ]
    return sorted((seeker for seeker in seekers if seeker.comes_near), key=_order)[:SHOWN]


def _order(seeker: Seeker):
    return (len(seeker.match.misses), -seeker.match.score, seeker.name)


def _needs(user) -> dict:
    """{lead: (lead or project, its need)}."""
    needs = {}
    for condition in SAID:
        for project in _projects(user, condition):
            needs.setdefault(project.lead_id, (project, _need_of(project.lead)))
    for lead in (*_leads(user, Q(pk__in=_stated())), *_leads(user, Q(land_mu__gt=0))):
        needs.setdefault(lead.pk, (lead, _need_of(lead)))
    return needs


def _stated():
    """The leads of which the room that they need is stored; as keys, because few have it."""
    needs = SpaceNeed.objects.order_by().values("lead")
    return needs.union(ParkFacts.objects.filter(area_sqm__gt=0).order_by().values("lead"))


def _need_of(lead):
    return getattr(lead, "space_need", None) or begun_need(lead)


def _projects(user, condition: Q):
    projects = Project.objects.visible_to(user).filter(condition, state__in=BEFORE_ENTRY)
    of_the_lead = ("lead", *(f"lead__{name}" for name in OF_THE_LEAD))
    return projects.select_related(*of_the_lead).order_by("-updated_at", "-id")[:CONSIDERED]


def _leads(user, condition: Q):
    leads = Lead.objects.visible_to(user).open().filter(condition).select_related(*OF_THE_LEAD)
    return leads.order_by("-updated_at", "-id")[:CONSIDERED]
