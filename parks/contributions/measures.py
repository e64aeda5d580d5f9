"""What the parks know of a project's progress: when money was verified, and how far it lags behind
the time that has passed.
"""

from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Greatest, Least, Round
from django.utils.translation import gettext_lazy as _

from leads.models import Project, WarningRule
from leads.models.measures import PROGRESS, Measure, register_measure
from leads.warnings.light import relight, relight_record
from leads.warnings.measures import DaysBetween, day

from ..models import Contribution

FEW = 20
UNDER_WAY = {Project.State.SIGNED, Project.State.ENTERED, Project.State.STARTED}
# Views of the same money: the largest counts, they are never added up.
Metric = Contribution.Metric
MONEY = (Metric.PAID_IN, Metric.FOREIGN_CAPITAL, Metric.FIXED_ASSETS, Metric.FUNDS_IN_PLACE)


def verified_so_far(metric):
    of_project = (
        Contribution.objects.verified()
        .filter(enterprise__project=OuterRef("pk"), metric=metric)
        .order_by()
    )
    return Coalesce(
        Subquery(
            of_project.values("enterprise__project").annotate(total=Sum("amount")).values("total")
        ),
        Value(Decimal(0)),
    )


def money_behind_schedule(projects, today):
    """Points (hundredths of the contract) by which the money lags behind the share of the time from
    signing to the agreed production.
    """
    share = DecimalField(max_digits=20, decimal_places=6)
    planned = Least(
        Value(Decimal(1)),
        Cast(DaysBetween(day(today), F("signed_on")), share)
        / Cast(DaysBetween(F("planned_production_on"), F("signed_on")), share),
        output_field=share,
    )
    paid = Greatest(*(verified_so_far(metric) for metric in MONEY)) / F("contract_amount")
    measured = projects.filter(
        state__in=UNDER_WAY, contract_amount__gt=0, planned_production_on__gt=F("signed_on")
    )
    return measured.annotate(measured=Round((planned - paid) * 100, 2, output_field=share))


def last_verified():
    verified = Contribution.objects.filter(
        enterprise__project=OuterRef("pk"), verified_at__isnull=False
    )
    return Subquery(verified.order_by("-verified_at").values("verified_at")[:1])


def relight_project_of(contribution):
    relight_record(contribution.enterprise.project)


def relight_projects(pks):
    """Bring the warning lights of many projects up to date: few one by one, many by one statement
    for each rule.
    """
    if len(pks) <= FEW:
        for project in Project.objects.filter(pk__in=pks):
            relight_record(project)
        return
    for rule in WarningRule.objects.active():
        if rule.definition.model is Project:
            relight(rule)


def register():
    PROGRESS[Project].append(last_verified)
    register_measure(
        Measure(
            "money_behind",
            Project,
            _("Money behind schedule"),
            _("points"),
            _("the money is %(number)s points behind the schedule"),
            money_behind_schedule,
        )
    )
