"""What another policy would have paid on all history, beside what the policies in force come to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Font

from crm.core.spreadsheets import neutral
from leads.models import Project, Referral

from .. import engine
from ..settlement.facts import ProjectRow, policy_of, project_facts_of

PROJECTS_AT_ONCE = 200


@dataclass(frozen=True)
class Row:
    """One payee on one project: what the agreements in force come to, and what the other policy
    would, in yuan before tax.
    """

    project: ProjectRow
    payee: object
    current: Decimal
    proposed: Decimal

    @property
    def difference(self) -> Decimal:
        return self.proposed - self.current


def referred(projects):
    """Those of ``projects`` that somebody brought."""
    return projects.filter(pk__in=Referral.objects.order_by().values("project"))


def simulate(
    policy: engine.Policy,
    as_of: date,
    projects=None,
    against: engine.Policy | None = None,
    newest: int | None = None,
) -> Iterator[Row]:
    """Every payee of every project (of so many of the newest) that either policy pays anything, in
    the currency of ``policy``; stages not yet reached count on both sides.

    The other side is ``against``, or what the agreements in force name.
    """
    referred_projects = referred(Project.objects.all() if projects is None else projects)
    pks = sorted(referred_projects.order_by("-pk").values_list("pk", flat=True)[:newest])
    for start in range(0, len(pks), PROJECTS_AT_ONCE):
        for project_facts in project_facts_of(pks[start : start + PROJECTS_AT_ONCE]):
            current = (
                _awards(against, project_facts, as_of)
                if against
                else _awards_in_force(project_facts, as_of, policy.currency)
            )
            yield from _rows(project_facts, current, _awards(policy, project_facts, as_of))


def _awards(policy, project_facts, as_of) -> Counter:
    """What each payee would be awarded under one policy."""
    awards: Counter = Counter()
    for due in engine.assess(policy, project_facts.facts, as_of).dues:
        awards[due.payee] += due.amount
    return awards


def _awards_in_force(project_facts, as_of, currency) -> Counter:
    """What each payee is awarded under the agreement that covers them, where that pays in
    ``currency``.
    """
    awards: Counter = Counter()
    for version, agreements in project_facts.by_version().items():
        if version.currency != currency:
            continue
        for due in engine.assess(policy_of(version.pk), project_facts.facts, as_of).dues:
            if int(due.payee) in agreements:
                awards[due.payee] += due.amount
    return awards


def _rows(project_facts, current, proposed) -> Iterator[Row]:
    for referral in project_facts.referrals:
        payee = str(referral.agent.pk)
        if current[payee] or proposed[payee]:
            yield Row(
                project_facts.project,
                referral.agent,
                Decimal(current[payee]),
                Decimal(proposed[payee]),
            )


def totals_of(rows: list[Row]) -> list[Decimal]:
    """The totals of the columns current, proposed and difference, in the currency of the rows."""
    return [
        sum((row.current for row in rows), Decimal(0)),
        sum((row.proposed for row in rows), Decimal(0)),
        sum((row.difference for row in rows), Decimal(0)),
    ]


def workbook(rows: list[Row], headings: tuple[str, ...]) -> Workbook:
    """The rows as a sheet, the totals last."""
    book = Workbook()
    sheet = book.active
    sheet.append(headings)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(
            [
                neutral(row.project.number),
                neutral(row.project.name),
                neutral(str(row.payee)),
                row.current,
                row.proposed,
                row.difference,
            ]
        )
    sheet.append([None, None, None, *totals_of(rows)])
    for column, width in zip("ABCDEF", (16, 40, 30, 18, 18, 18), strict=True):
        sheet.column_dimensions[column].width = width
    for cells in sheet.iter_rows(min_row=2, min_col=4):
        for cell in cells:
            cell.number_format = "#,##0.00"
    sheet.freeze_panes = "A2"
    return book
