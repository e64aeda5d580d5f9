"""The promises of an entry agreement held against the facts. Amounts are in yuan, areas in mu."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.core.money import scaled, to_fen
from leads.models import Milestone

from ..contributions.measures import MONEY
from ..models import Breach, Contribution, EntryApplication
from .supplement import terms_on

KEPT, NOT_YET, BEHIND = "kept", "not_yet", "behind"


@dataclass(frozen=True)
class Line:
    """One promise: what was promised, what is, and what follows from the two on the day asked."""

    code: str
    label: str
    promised: str
    fact: str
    verdict: str
    why: str
    percent: int | None = None  # how much of an amount is there, at most 100

    @property
    def verdict_in_words(self) -> str:
        return {KEPT: _("kept"), NOT_YET: _("not due yet"), BEHIND: _("not kept")}[self.verdict]


def in_force(applications) -> EntryApplication | None:
    """Of the applications of one project (a queryset) the one whose promises are held against the
    facts.
    """
    states = (EntryApplication.State.HANDED_OVER, EntryApplication.State.LEFT)
    return applications.filter(state__in=states).order_by("-pk").first()


def promises_of_contract(project, on: date) -> list[Line]:
    """What the investment contract says, for a project that entered without an application."""
    lines = []
    if project.contract_amount:
        arrived = max(_arrived(project, on).values(), default=Decimal(0))
        lines.append(
            _money_line(arrived, project.contract_amount, project.planned_production_on, on)
        )
    days = [
        (Breach.Promise.START, _("start of construction"), "planned_start_on", "started"),
        (Breach.Promise.PRODUCTION, _("start of production"), "planned_production_on", "producing"),
    ]
    return lines + [
        _day(code, label, promised, project.milestone_on(kind), on)
        for code, label, name, kind in days
        if (promised := getattr(project, name))
    ]


def _arrived(project, on: date) -> dict[str, Decimal]:
    rows = Contribution.objects.verified().filter(
        enterprise__project=project, metric__in=MONEY, happened_on__lte=on
    )
    return dict(rows.order_by().values_list("metric").annotate(Sum("amount")))


def promises_against_facts(application: EntryApplication, on: date) -> list[Line]:
    """A line for each promise in force on the day ``on``; money is what finance has verified."""
    terms = terms_on(application, on)
    so_far, of_year = _sums(application, on)
    return [
        _investment(so_far, terms, on),
        *_days(application, terms, on),
        *_per_mu(of_year, terms, on),
    ]


def _sums(application, on: date) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """{kind: amount} up to the day, and of the last whole year before it."""
    rows = (
        _verified(application)
        .annotate(belongs_to=Coalesce("period_to", "happened_on"))  # a tax to its period
        .filter(metric__in=(*MONEY, Contribution.Metric.REVENUE, Contribution.Metric.TAX))
        .order_by()
        .values_list("metric")
        .annotate(
            so_far=Sum("amount", filter=Q(happened_on__lte=on), default=Decimal(0)),
            of_year=Sum("amount", filter=Q(belongs_to__year=on.year - 1), default=Decimal(0)),
        )
    )
    sums = list(rows)
    return (
        {metric: so_far for metric, so_far, _of_year in sums},
        {metric: of_year for metric, _so_far, of_year in sums},
    )


def _investment(sums, terms, on) -> Line:
    """Due with the production. Paid-in, foreign and fixed capital are views of the same money: the
    largest counts, they are never added up.
    """
    arrived = max((sums.get(metric, Decimal(0)) for metric in MONEY), default=Decimal(0))
    return _money_line(arrived, terms.promised_investment, terms.promised_production_on, on)


def _money_line(arrived: Decimal, promised: Decimal, due_on: date | None, on: date) -> Line:
    share = arrived * 100 / promised if promised else Decimal(100)
    if arrived >= promised:
        verdict = KEPT
    else:
        verdict = BEHIND if due_on and on > due_on else NOT_YET
    why = _("%(share)s%% of the promise; due with production on %(day)s") % {
        "share": f"{share:.1f}",
        "day": due_on or "—",
    }
    return Line(
        Breach.Promise.INVESTMENT,
        _("investment"),
        scaled(promised),
        scaled(arrived),
        verdict,
        why,
        min(int(share), 100),
    )


def _days(application, terms, on) -> list[Line]:
    promises = [
        (
            Breach.Promise.START,
            _("start of construction"),
            terms.promised_start_on,
            Milestone.Kind.STARTED,
        ),
        (
            Breach.Promise.PRODUCTION,
            _("start of production"),
            terms.promised_production_on,
            Milestone.Kind.PRODUCING,
        ),
    ]
    return [
        _day(code, label, promised, application.project.milestone_on(kind), on)
        for code, label, promised, kind in promises
    ]


def _day(code, label, promised: date, happened: date | None, on: date) -> Line:
    if happened and happened > on:
        happened = None
    days_late = ((happened or on) - promised).days
    if days_late > 0:
        verdict, why = BEHIND, _("%(days)d days late") % {"days": days_late}
    elif happened:
        verdict, why = KEPT, _("in time")
    else:
        verdict, why = NOT_YET, _("%(days)d days left") % {"days": -days_late}
    return Line(
        code,
        label,
        date_format(promised, "Y-m-d"),
        date_format(happened, "Y-m-d") if happened else "—",
        verdict,
        why,
    )


def _per_mu(totals, terms, on) -> list[Line]:
    """Judged on the last whole year, from the first whole year of production on."""
    year, first_year = on.year - 1, terms.promised_production_on.year + 1
    promises = [
        (
            Breach.Promise.OUTPUT,
            _("output per mu"),
            terms.output_per_mu,
            Contribution.Metric.REVENUE,
        ),
        (Breach.Promise.TAX, _("tax per mu"), terms.tax_per_mu, Contribution.Metric.TAX),
    ]
    return [
        _year(
            totals.get(metric, Decimal(0)), terms.area_mu, code, label, promised, year, first_year
        )
        for code, label, promised, metric in promises
    ]


def _year(total: Decimal, mu, code, label, promised, year, first_year) -> Line:
    fact = to_fen(total / mu) if mu else Decimal(0)
    if year < first_year:
        verdict, why = NOT_YET, _("judged from the year %(year)d on") % {"year": first_year}
    else:
        verdict = KEPT if fact >= promised else BEHIND
        why = _("%(total)s in %(year)d on %(mu)s mu") % {
            "total": scaled(total),
            "year": year,
            "mu": mu,
        }
    return Line(code, label, scaled(promised), scaled(fact), verdict, why)


def _verified(application):
    return Contribution.objects.verified().filter(enterprise__project=application.project_id)
