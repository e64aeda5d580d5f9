"""The figures of campaigns as a report: of one or of all, by what one wants to compare."""

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.charts import Chart, Role, Series, Shape
from crm.core.days import day_of
from crm.core.indicators.shown import year_earlier
from crm.core.models import User

from ..channels.report import Figure, Report, Row, choice
from ..models import Campaign, CampaignTarget, Chain, ListKind
from ..models.campaign_target import TargetState, Way
from .tally import (
    FUNNEL,
    WAY,
    Tally,
    cost_of,
    cost_of_one,
    days_per_step,
    for_ten_thousand,
    signed_of,
    tallies,
    tally,
)


def in_year(targets, year: int):
    """Those that were chosen in the year; of the last one, up to the same day of the year."""
    rows = targets.filter(created_at__year=year)
    today = timezone.localdate()
    if year == today.year - 1:
        rows = rows.filter(created_at__date__lte=year_earlier(today))
    return rows


class Question:
    """The companies that ``user`` sees in campaigns, chosen in a year, by one of BY."""

    def __init__(self, user, asked):
        self.user = user
        self.seen = CampaignTarget.objects.visible_to(user)
        years = [(str(year), str(year)) for year in _years(self.seen)]
        self.year = choice(asked, "year", _("year"), years)
        self.by = choice(
            asked, "by", pgettext("rows", "by"), [(code, str(BY[code][0]())) for code in BY]
        )
        self.targets = in_year(self.seen, int(self.year.chosen))

    @cached_property
    def found(self) -> dict[object, Tally]:
        return tallies(self.targets, self.by.chosen)

    @property
    def whole(self) -> Tally:
        return sum(self.found.values(), Tally())

    @property
    def year_before(self) -> Tally:
        return tally(in_year(self.seen, int(self.year.chosen) - 1))


def _years(targets) -> list[int]:
    """The years from the first choice of a company to today, the newest first."""
    today = timezone.localdate()
    first = targets.aggregate(first=Min("created_at"))["first"]
    return list(range(today.year, (day_of(first) if first else today).year - 1, -1))


def report(question: Question) -> Report:
    label, _name_of = BY[question.by.chosen]
    return Report(
        [str(label()), *_columns()],
        _rows(question),
        _figures(question.whole, question.year_before),
        [question.year, question.by],
        _("No company was chosen for a campaign in this year."),
    )


def _figures(total: Tally, last_year: Tally) -> list[Figure]:
    rows = [
        (_("companies chosen"), "chosen", 1),
        (_("approached"), "approached", 2),
        (_("met"), "met", 3),
        (_("leads"), "leads", 5),
        (_("projects signed"), "signed", 6),
        (_("money by contract"), "money", 7),
    ]
    return [
        Figure(label, getattr(total, name), place, _before(getattr(last_year, name)))
        for label, name, place in rows
    ]


def _before(value) -> str:
    text = Figure("", value).text
    return _("last year: %(value)s") % {"value": text} if value else ""


def _columns() -> list[str]:
    return [
        _("companies chosen"),
        _("approached"),
        _("met"),
        _("visited here"),
        _("leads"),
        _("projects signed"),
        _("money by contract"),
        _("led to a talk, %"),
    ]


def cells_of(tally: Tally) -> list:
    share = f"{tally.met * 100 // tally.approached} %" if tally.approached else "—"
    return [
        tally.chosen,
        tally.approached,
        tally.met,
        tally.visited,
        tally.leads,
        tally.signed,
        tally.money,
        share,
    ]


def _rows(question: Question) -> list[Row]:
    by_key = question.found
    _label, name_of = BY[question.by.chosen]
    names = name_of(set(by_key) - {None}, question.user)
    ordered = sorted(by_key, key=lambda key: (key is None, -by_key[key].leads, -by_key[key].met))
    return [
        Row(
            [names.get(key, (_("other"), ""))[0], *cells_of(by_key[key])],
            names.get(key, ("", ""))[1],
            is_rest=key not in names,
        )
        for key in ordered
    ]


def _campaigns(keys, user) -> dict:
    campaigns = Campaign.objects.visible_to(user).in_bulk(keys)
    return {
        pk: (str(campaign), reverse("campaign:inspect", args=[pk]))
        for pk, campaign in campaigns.items()
    }


def _labels(choices):
    return lambda keys, user: {key: (str(dict(choices)[key]), "") for key in keys}


def _lists(keys, user) -> dict:
    return {kind.code: (str(kind), "") for kind in ListKind.objects.filter(code__in=keys)}


def _officers(keys, user) -> dict:
    return {pk: (str(officer), "") for pk, officer in User.objects.in_bulk(keys).items()}


def _chains(keys, user) -> dict:
    chains = Chain.objects.in_bulk(keys)
    return {pk: (str(chain), reverse("chain:inspect", args=[pk])) for pk, chain in chains.items()}


# What rows are by (see KEYS): its heading, the name and address of a key.
BY = {
    "campaign": (lambda: _("campaign"), _campaigns),
    "way": (lambda: _("way of approach"), _labels(Way.choices)),
    "list": (lambda: _("list"), _lists),
    "chain": (lambda: _("industrial chain"), _chains),
    "officer": (lambda: _("officer in charge"), _officers),
}


def funnel(tally: Tally, link: str = "") -> Chart:
    """The companies that came to each state of the way; ``link`` is the list of them."""
    labels = [str(TargetState(state).label) for state in FUNNEL]
    links = [f"{link}&state={state}" for state in FUNNEL] if link else []
    counts = [tally.came_to(state) for state in FUNNEL]
    series = Series(_("companies"), counts, Role.STAGES, links)
    return Chart(
        _("How far they came"), labels, [series], Shape.FUNNEL, pgettext("unit", "companies")
    )


def of_the_year(question: Question) -> tuple[Chart, list]:
    """Under the report: the funnel of all its companies, and [(title, columns, rows)] of the time
    from step to step and of what its events cost.
    """
    campaigns = question.targets.order_by().values("campaign")
    tables = [_times(question.targets), _costs(campaigns, question.whole)]
    return funnel(question.whole), [table for table in tables if table[2]]


def panels_of(campaign, user) -> list:
    """[(title, columns, rows)] of one campaign's own tab."""
    targets = campaign.targets.all()
    signed = signed_of(targets)
    tables = [_by(targets, signed, code, user) for code in ("way", "officer", "list", "chain")]
    return [*tables, _times(targets), _costs([campaign], tally(targets, signed))]


def _by(targets, signed, code, user):
    label, name_of = BY[code]
    by_key = tallies(targets, code, signed)
    names = name_of(set(by_key) - {None}, user)
    rows = [
        (names.get(key, ("", ""))[1], [names.get(key, (_("other"), ""))[0], *_shown(tally)])
        for key, tally in sorted(by_key.items(), key=lambda item: -item[1].met)
        if key is not None
    ]
    return str(label()), [str(label()), *_columns()], rows


def _shown(tally: Tally) -> list:
    return [Figure("", cell).text for cell in cells_of(tally)]


def _times(targets):
    rows = [
        ("", [f"{TargetState(WAY[n - 1]).label} → {TargetState(WAY[n]).label}", days])
        for n, days in enumerate(days_per_step(targets))
        if days is not None
    ]
    return _("Days from step to step, half of them in no more"), [_("step"), _("days")], rows


def _costs(campaigns, total: Tally):
    cost = cost_of(campaigns)
    costs = [
        (_("events so far"), cost),
        (_("for each company met"), cost_of_one(cost, total.met)),
        (_("for each lead"), cost_of_one(cost, total.leads)),
        (_("for 10,000 yuan of contracts"), for_ten_thousand(cost, total.money)),
    ]
    rows = [("", [label, Figure("", value).text]) for label, value in costs if value]
    return pgettext("campaign", "Costs"), [pgettext("campaign", "cost"), _("amount")], rows
