"""Why a statement has its amount: from the sum to the projects, from each to what was earned there,
from that to the clauses, and to the money that arrived with its vouchers.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.money import CURRENCIES, yuan
from crm.core.punctuation import phrases
from crm.core.sight import Sight
from leads.models import Project
from parks.models import Contribution

from ..settlement.explain import Line, lines_of


@dataclass
class Node:
    """A line of the tree: what, how much (as text with its unit), and ``aside`` the number of a
    project or the day on which money arrived.
    """

    text: str
    aside: str = ""
    amount: str = ""
    unit: str = ""
    link: str = ""
    clause: str = ""
    is_strong: bool = False
    is_negative: bool = False
    verified_by: str = ""
    children: list["Node"] = field(default_factory=list)


class Tree:
    """Builds the tree of one statement for one reader."""

    def __init__(self, statement, user):
        self.statement, self.user = statement, user
        self.unit = str(CURRENCIES[statement.currency])
        self.lines = lines_of(statement)
        self.sight = Sight(user)
        self.projects = self._seen_projects()
        self.contributions = self._seen_contributions()
        self.sees_entries = user.has_perm("commissions.view_ledgerentry")

    def _seen_projects(self) -> set[int]:
        keys = {line.entry.project_id for line in self.lines}
        if not self.user.has_perm("leads.view_project"):
            return set()
        projects = Project.objects.visible_to(self.user).filter(pk__in=keys)
        return set(projects.values_list("pk", flat=True))

    def _seen_contributions(self) -> set[int]:
        keys = {money.pk for line in self.lines for money in line.contributions}
        if not self.user.has_perm("parks.view_contribution"):
            return set()
        contributions = Contribution.objects.visible_to(self.user).filter(pk__in=keys)
        return set(contributions.values_list("pk", flat=True))

    def root(self) -> Node:
        by_project = defaultdict(list)
        for line in self.lines:
            by_project[line.entry.project_id].append(line)
        text = _("Owed in all, %(count)d projects") % {"count": len(by_project.keys() - {None})}
        children = [self._project(lines) for lines in by_project.values()]
        return self._node(text, self.statement.total, is_strong=True, children=children)

    def _node(self, text, amount: Decimal | None, **fields) -> Node:
        if amount is None:
            return Node(str(text), **fields)
        amount_text = f"({yuan(-amount)})" if amount < 0 else yuan(amount)
        return Node(str(text), amount=amount_text, unit=self.unit, is_negative=amount < 0, **fields)

    def _project(self, lines: list[Line]) -> Node:
        project = lines[0].entry.project
        total = sum((line.entry.amount for line in lines), Decimal(0))
        children = [self._line(line) for line in lines]
        if project is None:
            agreement = lines[0].entry.agreement
            name = str(agreement) if agreement else _("Without a project")
            return self._node(name, total, is_strong=True, children=children)
        is_seen = project.pk in self.projects
        return self._node(
            project.name if is_seen else self.sight.label(project),
            total,
            aside=project.number if is_seen else "",
            link=reverse("project:inspect", args=[project.pk]) if is_seen else "",
            is_strong=True,
            children=children,
        )

    def _line(self, line: Line) -> Node:
        entry = line.entry
        details = [entry.period, entry.stage_in_words, self._earlier(line)]
        clauses = [reason.clause for reason in line.reasons if reason.clause]
        return self._node(
            phrases((line.component, *details)),
            entry.amount,
            link=reverse("ledgerentry:inspect", args=[entry.pk]) if self.sees_entries else "",
            clause=clauses[0] if clauses else "",
            children=[*self._reasons(line), *self._money(line)],
        )

    def _earlier(self, line: Line) -> str:
        if not line.before:
            return ""
        return _("%(amount)s posted before") % {"amount": yuan(line.total_before)}

    def _reasons(self, line: Line) -> list[Node]:
        return [self._node(reason.text, reason.result) for reason in line.reasons]

    def _money(self, line: Line) -> list[Node]:
        return [self._contribution(money) for money in line.contributions]

    def _contribution(self, money) -> Node:
        """What arrived and who verified it; its voucher for who may open it."""
        is_seen = money.pk in self.contributions
        voucher = money.voucher if is_seen else ""
        return Node(
            "　".join(part for part in (money.get_metric_display(), voucher) if part),
            aside=f"{money.happened_on:%Y-%m-%d}",
            amount=money.amount_in_words,
            link=reverse("contribution:inspect", args=[money.pk]) if is_seen else "",
            verified_by=str(money.verified_by or ""),
        )


def tree_section(statement, request) -> str:
    tree = Tree(statement, request.user)
    return render_to_string("commissions/_tree.html", {"root": tree.root()}, request)
