"""What one must know to decide: four or five facts of the record, for the row that lies open."""

from collections.abc import Callable

from django.db.models import Sum
from django.utils.translation import gettext as _

from commissions.models import Agreement, Statement
from commissions.models.approval import approvals_of
from crm.core.models import Attachment
from crm.core.money import scaled
from crm.core.punctuation import listed
from leads.models import AccountChange, Assessment, Lead, Project, Registration
from parks.models import Contribution, EntryApplication, MilestoneReport

from ..models import PlanTask, TargetReading

Fact = tuple[str, object]
MOST_PROJECTS = 5


def brief(record) -> list[Fact]:
    """[(label, value in words)] without what is empty."""
    find = BRIEFS.get(type(record))
    return [(label, value) for label, value in (find(record) if find else ()) if value]


def _field(record, name: str) -> Fact:
    field = record._meta.get_field(name)
    value = getattr(record, name)
    display = getattr(record, f"get_{name}_display", None)
    return str(field.verbose_name), display() if display else value


def _money(record, name: str, currency: str = "CNY") -> Fact:
    amount = getattr(record, name)
    label = str(record._meta.get_field(name).verbose_name)
    return label, "" if amount is None else scaled(amount, currency)


def _of_lead(lead):
    return [
        _field(lead, "company"),
        _money(lead, "investment"),
        _field(lead, "land_mu"),
        _field(lead, "channel"),
        _field(lead, "agent"),
    ]


def _of_registration(registration):
    return [
        _field(registration, "title"),
        _money(registration, "investment"),
        _field(registration, "industry"),
        _field(registration, "agent"),
        _field(registration, "content"),
    ]


def _of_project(project):
    return [
        _field(project, "company"),
        _money(project, "contract_amount"),
        _money(project, "investment"),
        _field(project, "planned_start_on"),
        _field(project, "planned_production_on"),
    ]


def _of_assessment(assessment):
    opinions = assessment.opinions.all()
    given_opinions = [opinion for opinion in opinions if opinion.state == "given"]
    return [
        _money(assessment, "investment"),
        _field(assessment, "land_mu"),
        (_("opinions given"), f"{len(given_opinions)} / {len(opinions)}" if opinions else ""),
    ]


def _of_statement(statement):
    approvals = listed(f"{step.label} {by}" for step, by in approvals_of(statement) if by)
    return [
        _money(statement, "total", statement.currency),
        _money(statement, "tax", statement.currency),
        _field(statement, "title"),
        *_by_project(statement),
        (_("approved so far"), approvals),
    ]


def _by_project(statement) -> list[Fact]:
    """What it pays for each project, the largest first."""
    rows = (
        statement.lines.filter(is_live=True)
        .order_by()
        .values_list("entry__project__name")
        .annotate(total=Sum("entry__amount"))
        .order_by("-total")[:MOST_PROJECTS]
    )
    return [(name or _("base fee"), scaled(total, statement.currency)) for name, total in rows]


def _of_contribution(contribution):
    files = Attachment.objects.of(contribution).values_list("name", flat=True)
    amount = contribution.amount
    return [
        _field(contribution, "metric"),
        (str(_("amount")), amount if contribution.metric == "jobs" else scaled(amount)),
        _field(contribution, "happened_on"),
        _field(contribution, "reported_by"),
        (_("evidence"), listed(files)),
    ]


def _of_milestone_report(report):
    files = Attachment.objects.of(report).values_list("name", flat=True)
    return [
        _field(report, "kind"),
        _field(report, "happened_on"),
        _field(report, "note"),
        _field(report, "reported_by"),
        (_("evidence"), listed(files)),
    ]


def _of_application(application):
    opinions = application.opinions.all()
    verdicts = listed(
        f"{opinion.department} {opinion.get_verdict_display()}" for opinion in opinions
    )
    return [
        _field(application, "plot"),
        _money(application, "promised_investment"),
        _money(application, "output_per_mu"),
        _money(application, "tax_per_mu"),
        (_("opinions"), verdicts),
    ]


def _of_agreement(agreement):
    return [
        _field(agreement, "kind"),
        (_("term"), f"{agreement.starts_on} – {agreement.ends_on}"),
        _money(agreement, "base_fee"),
        _field(agreement, "policy_version"),
    ]


def _of_account_change(change):
    return [
        _field(change, "holder"),
        _field(change, "bank"),
        (str(change._meta.get_field("number").verbose_name), change.number_masked),
        _field(change, "asked_by"),
        _field(change, "why"),
    ]


def _of_plan_task(task):
    return [
        _field(task, "heading"),
        _field(task, "department"),
        _field(task, "due_on"),
        _field(task, "result"),
    ]


def _of_target_reading(reading):
    (value, goal), unit = reading.target.in_words(reading.value, reading.target.baseline)
    return [
        _field(reading, "day"),
        (str(reading._meta.get_field("value").verbose_name), f"{value} {unit}"),
        (str(reading.target._meta.get_field("baseline").verbose_name), f"{goal} {unit}"),
        _field(reading, "note"),
    ]


BRIEFS: dict[type, Callable] = {
    Lead: _of_lead,
    Registration: _of_registration,
    Project: _of_project,
    Assessment: _of_assessment,
    Statement: _of_statement,
    Contribution: _of_contribution,
    MilestoneReport: _of_milestone_report,
    EntryApplication: _of_application,
    Agreement: _of_agreement,
    AccountChange: _of_account_change,
    PlanTask: _of_plan_task,
    TargetReading: _of_target_reading,
}
