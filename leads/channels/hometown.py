"""Hometown ties: what chambers, talk events and natives abroad have brought.

All three views count the same leads, and each lead stands in one row of each view: under whom its
facts name, else under its registered agent, else in the row for the rest.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..knowledge.introductions import brought_by_introduction
from ..models import Chamber, Channel, Invitation, Lead, Membership, Native, Project, TalkEvent
from ..models.hometown import EventState, InvitationState
from .report import Figure, Report, Row, choice, report_of

FACTS = ("chamber", "native", "event")


@dataclass
class Ties:
    """Who brought which lead: {agent or lead: key of a native, chamber or event}."""

    native_of_agent: dict[int, int]
    chamber_of_native: dict[int, int]
    chamber_of_agent: dict[int, int]
    chamber_of_event: dict[int, int]
    event_of_lead: dict[int, int]
    native_of_lead: dict[int, int]  # who introduced its company

    @property
    def agents(self) -> set[int]:
        return {*self.native_of_agent, *self.chamber_of_agent}


def ties_of(user) -> Ties:
    natives = Native.objects.visible_to(user)
    chambers = dict(Chamber.objects.visible_to(user).exclude(agent=None).values_list("agent", "pk"))
    invited = Invitation.objects.visible_to(user).exclude(lead=None).order_by("-pk")
    return Ties(
        dict(natives.exclude(agent=None).values_list("agent", "pk")),
        dict(natives.exclude(chamber=None).values_list("pk", "chamber")),
        _members(chambers) | chambers,
        dict(TalkEvent.objects.visible_to(user).exclude(chamber=None).values_list("pk", "chamber")),
        dict(invited.values_list("lead", "event")),
        brought_by_introduction(natives),
    )


def _members(chambers: dict[int, int]) -> dict[int, int]:
    """{agent: chamber} of the members that consented; of two
    chambers the first that they joined.
    """
    joined = Membership.objects.filter(chamber__in=chambers, state="consented").order_by("-pk")
    return {
        member: chambers[chamber] for member, chamber in joined.values_list("member", "chamber")
    }


def brought_by_ties(user, ties: Ties):
    """The leads of this channel, and those of others that a
    chamber, a native or an event brought.
    """
    by_facts = reduce(or_, (Q(**{f"hometownfacts__{name}__isnull": False}) for name in FACTS))
    lead_keys = {*ties.event_of_lead, *ties.native_of_lead}
    by_people = Q(agent__in=ties.agents) | Q(pk__in=lead_keys)
    return Lead.objects.visible_to(user).filter(Q(channel=Channel.HOMETOWN) | by_facts | by_people)


def _said(lead, name):
    facts = getattr(lead, "hometownfacts", None)
    return getattr(facts, f"{name}_id", None)


def native_of(lead, ties: Ties) -> int | None:
    native = _said(lead, "native") or ties.native_of_agent.get(lead.agent_id)
    return native or ties.native_of_lead.get(lead.pk)


def event_of(lead, ties: Ties) -> int | None:
    return _said(lead, "event") or ties.event_of_lead.get(lead.pk)


def chamber_of(lead, ties: Ties) -> int | None:
    """The chamber named, or that of the native, of the agent or its membership, or of the event."""
    if chamber := _said(lead, "chamber"):
        return chamber
    of_native = ties.chamber_of_native.get(native_of(lead, ties))
    return (
        of_native
        or ties.chamber_of_agent.get(lead.agent_id)
        or ties.chamber_of_event.get(event_of(lead, ties))
    )


@dataclass
class Brought:
    """Leads, projects signed, and their money by contract in yuan;
    increases add their money alone.
    """

    leads: int = 0
    projects: int = 0
    money: Decimal = Decimal(0)

    def cells(self) -> list:
        return [self.leads, self.projects, self.money]


def sorted_by(whose: Callable, leads, user, ties: Ties) -> dict[int | None, Brought]:
    """{key of who brought it: what they brought}; None is the key of leads for which nobody is
    named.
    """
    signed = {project.lead_id: project for project in _committed(user, leads)}
    increases: dict = defaultdict(Decimal)
    for extends, amount in _increases(user, signed.values()):
        increases[extends] += amount or Decimal(0)
    by_key: dict = defaultdict(Brought)
    for lead in leads.select_related("hometownfacts"):
        brought = by_key[whose(lead, ties)]
        brought.leads += 1
        if project := signed.get(lead.pk):
            brought.projects += 1
            brought.money += (project.contract_amount or Decimal(0)) + increases[project.pk]
    return by_key


def _committed(user, leads):
    return Project.objects.visible_to(user).committed().counted().filter(lead__in=leads)


def _increases(user, projects):
    extending = (
        Project.objects.visible_to(user)
        .committed()
        .filter(extends__in=[project.pk for project in projects])
    )
    return extending.values_list("extends", "contract_amount")


@report_of(Channel.HOMETOWN)
def report(user, asked) -> Report:
    by = choice(
        asked,
        "by",
        pgettext("rows", "by"),
        [
            ("chamber", _("chamber of commerce")),
            ("native", _("native abroad")),
            ("event", _("talk event")),
        ],
    )
    ties = ties_of(user)
    leads = brought_by_ties(user, ties).order_by()
    columns, rows, width, sums = VIEWS[by.chosen](user, leads, ties)
    total = _whole(leads, user, ties)
    figures = [
        *_people(user, sums),
        Figure(_("leads"), total.leads, width),
        Figure(_("projects signed"), total.projects, width + 1),
        Figure(_("money by contract"), total.money, width + 2),
    ]
    return Report(
        columns,
        rows,
        figures,
        [by],
        _("Nothing here yet. Add the natives, chambers and talk events that you know of."),
    )


def _whole(leads, user, ties) -> Brought:
    return sorted_by(lambda lead, ties: None, leads, user, ties)[None]


def _people(user, sums: dict[str, int]) -> list[Figure]:
    """``sums`` is {figure: the column of the view whose cells add up to it}."""
    events = TalkEvent.objects.visible_to(user).filter(state=EventState.HELD)
    guests = Invitation.objects.visible_to(user).filter(state=InvitationState.ATTENDED)
    return [
        Figure(_("natives known"), Native.objects.visible_to(user).count(), sums.get("natives")),
        Figure(_("talk events held"), events.count(), sums.get("events")),
        Figure(_("guests who came"), guests.count(), sums.get("guests")),
    ]


def _results() -> list[str]:
    return [_("leads"), _("projects signed"), _("money by contract")]


def _rest(label: str, cells: list, brought: Brought) -> list[Row]:
    counts = [cell for cell in cells if isinstance(cell, int)]
    return (
        [Row([label, *cells, *brought.cells()], is_rest=True)]
        if brought.leads or any(counts)
        else []
    )


def _by_chamber(user, leads, ties):
    brought = sorted_by(chamber_of, leads, user, ties)
    natives, events = (
        Native.objects.visible_to(user),
        TalkEvent.objects.visible_to(user).filter(state=EventState.HELD),
    )
    rows = [
        Row(
            [
                chamber.name,
                chamber.president or "—",
                natives.filter(chamber=chamber).count(),
                events.filter(chamber=chamber).count(),
                *brought.pop(chamber.pk, Brought()).cells(),
            ],
            reverse("chamber:inspect", args=[chamber.pk]),
        )
        for chamber in Chamber.objects.visible_to(user)
    ]
    alone = ["—", natives.filter(chamber=None).count(), events.filter(chamber=None).count()]
    rows += _rest(_("other (without a chamber)"), alone, brought.get(None, Brought()))
    columns = [
        _("chamber of commerce"),
        _("president"),
        _("natives known"),
        _("talk events held"),
        *_results(),
    ]
    return columns, rows, 4, {"natives": 2, "events": 3}


def _by_native(user, leads, ties):
    brought = sorted_by(native_of, leads, user, ties)
    rows = []
    for native in Native.objects.visible_to(user).select_related("chamber", "company", "keeper"):
        cells = [
            native.name,
            native.lives_in or "—",
            str(native.company or "—"),
            native.position or "—",
            str(native.keeper or "—"),
        ]
        rows.append(
            Row(
                [*cells, *brought.pop(native.pk, Brought()).cells()],
                reverse("native:inspect", args=[native.pk]),
            )
        )
    rows += _rest(_("other (without a native)"), ["—"] * 4, brought.get(None, Brought()))
    columns = [
        _("native abroad"),
        _("lives in"),
        _("company"),
        _("position"),
        _("kept in touch by"),
        *_results(),
    ]
    return columns, rows, 5, {}


def _by_event(user, leads, ties):
    brought = sorted_by(event_of, leads, user, ties)
    rows = []
    for event in (
        TalkEvent.objects.visible_to(user).select_related("chamber").prefetch_related("invitations")
    ):
        states = [invitation.state for invitation in event.invitations.all()]
        cells = [
            str(event),
            event.place,
            str(event.chamber or "—"),
            event.get_state_display(),
            len(states),
            states.count(InvitationState.ATTENDED),
            event.outcome or "—",
            *brought.pop(event.pk, Brought()).cells(),
        ]
        rows.append(Row(cells, reverse("talkevent:inspect", args=[event.pk])))
    rows += _rest(_("other (without an event)"), ["—"] * 6, brought.get(None, Brought()))
    columns = [
        _("talk event"),
        _("place"),
        _("chamber of commerce"),
        _("state"),
        _("guests invited"),
        _("guests who came"),
        _("outcome"),
        *_results(),
    ]
    return columns, rows, 7, {"guests": 5}


VIEWS = {"chamber": _by_chamber, "native": _by_native, "event": _by_event}
