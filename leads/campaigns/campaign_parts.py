"""What stands on the page of a campaign: its goals, how far its companies came, team and events."""

from collections import Counter
from decimal import Decimal

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.money import scaled
from crm.core.punctuation import clauses
from crm.staff.extensions import add_actions, add_figures, add_sections, add_tabs
from crm.staff.record_parts import Figure, Tab
from crm.staff.record_tables import draw_tables

from ..models import Campaign, CampaignEvent
from .reports import funnel, panels_of
from .tally import tally

SHOWN = 40  # the list has all of them
GOALS = (
    ("approached", "companies_wanted", gettext_lazy("companies approached")),
    ("met", "talks_wanted", gettext_lazy("companies met")),
    ("visited", "visits_wanted", gettext_lazy("companies received here")),
    ("leads", "leads_wanted", gettext_lazy("leads won")),
    ("signed", "signed_wanted", gettext_lazy("projects signed")),
)


def _tally(campaign):
    """Counted once a page."""
    if not hasattr(campaign, "tallied"):
        campaign.tallied = tally(campaign.targets.all())
    return campaign.tallied


def due_percent(campaign) -> int | None:
    """How much of its time is over; None before and without it."""
    days = (campaign.ends_on - campaign.starts_on).days + 1
    days_over = (timezone.localdate() - campaign.starts_on).days + 1
    if campaign.state != Campaign.State.RUNNING or days_over <= 0:
        return None
    return min(days_over * 100 // days, 100)


def figures(campaign, user) -> list[Figure]:
    totals, due = _tally(campaign), due_percent(campaign)
    counts = [
        _figure(campaign, str(label), getattr(totals, name), getattr(campaign, goal), due)
        for name, goal, label in GOALS
        if getattr(totals, name) or getattr(campaign, goal)
    ]
    return [*counts, *_money(campaign, totals.money, due)]


def _figure(campaign, label, count, goal, due) -> Figure:
    notes = (_("goal %(goal)s") % {"goal": goal},) if goal else ()
    percent = count * 100 // goal if goal else None
    return Figure(
        label,
        str(count),
        notes=notes,
        link=f"{_companies_url(campaign)}",
        percent=percent,
        due_percent=due if goal else None,
    )


def _money(campaign, money: Decimal, due) -> list[Figure]:
    goal = campaign.money_wanted
    if not money and not goal:
        return []
    progress = {}
    if goal:
        progress = {
            "notes": (_("goal %(goal)s") % {"goal": scaled(goal)},),
            "percent": int(money * 100 / goal),
            "due_percent": due,
        }
    return [Figure.of_money(_("money by contract"), money, **progress)]


def _companies_url(campaign) -> str:
    return f"{reverse('campaigntarget:index')}?campaign={campaign.pk}"


def funnel_section(campaign, request) -> str:
    totals = _tally(campaign)
    if not totals.chosen:
        return ""
    chart = funnel(totals, _companies_url(campaign))
    context = {"chart": chart, "tally": totals, "url": _companies_url(campaign)}
    return render_to_string("leads/_funnel.html", context, request)


def companies_tab(campaign, request) -> str:
    rows = campaign.targets.select_related("company", "owner").with_holder()
    cells = [
        (
            reverse("campaigntarget:inspect", args=[target.pk]),
            [
                target.company,
                target.get_state_display(),
                target.owner or "—",
                target.get_way_display() or "—",
                target.next_on if target.is_open and target.next_on else "—",
                _("held by an agent") if target.is_held else "",
            ],
        )
        for target in rows.order_by("next_on", "pk")[:SHOWN]
    ]
    columns = [
        _("company"),
        _("state"),
        _("officer in charge"),
        _("way of approach"),
        pgettext("campaign target", "next on"),
        "",
    ]
    context = {
        "tables": draw_tables([("", columns, cells)], request),
        "url": _companies_url(campaign),
        "count": _count_companies(campaign, request.user),
    }
    return render_to_string("leads/_campaign_companies.html", context, request)


def team_tab(campaign, request) -> str:
    open_ones = Counter(campaign.targets.open().values_list("owner", flat=True))
    rows = [
        (
            reverse("campaignmember:inspect", args=[member.pk]),
            [
                member.officer,
                member.officer.department,
                open_ones[member.officer_id],
                member.most if member.most is not None else "—",
                clauses(filter(None, (member.industry_codes, member.countries, member.regions)))
                or "—",
            ],
        )
        for member in campaign.members.select_related("officer__department")
    ]
    columns = [
        _("officer"),
        _("department"),
        _("open companies"),
        _("at most"),
        _("named for"),
    ]
    return draw_tables([("", columns, rows)], request)


def events_tab(campaign, request) -> str:
    rows = [
        (
            reverse("campaignevent:inspect", args=[event.pk]),
            [
                event.title,
                event.get_kind_display(),
                event.place,
                event.starts_on,
                len(event.meetings.all()),
                scaled(event.cost) if event.cost is not None else "—",
                event.get_state_display(),
            ],
        )
        for event in campaign.events.prefetch_related("meetings")
    ]
    columns = [
        _("event"),
        _("kind"),
        _("place"),
        _("from day"),
        _("arranged meetings"),
        pgettext("event", "cost"),
        _("state"),
    ]
    return draw_tables([("", columns, rows)], request)


def figures_tab(campaign, request) -> str:
    return draw_tables(panels_of(campaign, request.user), request)


def _count_companies(campaign, user) -> int:
    return _tally(campaign).chosen


def actions(campaign, user) -> list[tuple]:
    if campaign.state == Campaign.State.CLOSED:
        return []
    offers = (
        (_("Choose companies"), reverse("campaign:choose", args=[campaign.pk]), CHOOSE),
        (_("Share out"), reverse("campaign:share", args=[campaign.pk]), ASSIGN),
        (_("Hand over companies"), reverse("campaign:hand_over", args=[campaign.pk]), ASSIGN),
        (
            _("Add an officer"),
            f"{reverse('campaignmember:add')}?campaign={campaign.pk}",
            "leads.add_campaignmember",
        ),
        (
            _("Plan an event"),
            f"{reverse('campaignevent:add')}?campaign={campaign.pk}",
            "leads.add_campaignevent",
        ),
    )
    return [(label, link) for label, link, right in offers if user.has_perm(right)]


CHOOSE, ASSIGN = "leads.choose_campaigntarget", "leads.assign_campaigntarget"


def event_actions(event, user) -> list[tuple]:
    if not user.has_perm("leads.add_campaignmeeting"):
        return []
    return [(_("Arrange a meeting"), f"{reverse('campaignmeeting:add')}?event={event.pk}")]


add_figures(Campaign, figures)
add_sections(Campaign, funnel_section, is_first=True)
add_actions(Campaign, actions)
add_actions(CampaignEvent, event_actions)
add_tabs(
    Campaign,
    Tab("companies", gettext_lazy("Companies"), companies_tab, count=_count_companies),
    Tab(
        "team",
        gettext_lazy("Team"),
        team_tab,
        count=lambda campaign, user: campaign.members.count(),
    ),
    Tab(
        "events",
        gettext_lazy("Events"),
        events_tab,
        count=lambda campaign, user: campaign.events.count(),
    ),
    Tab("figures", pgettext_lazy("campaign", "Figures"), figures_tab),
)
