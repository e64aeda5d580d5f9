"""The page of a policy's version: its rules as sentences beside their clauses, an example that
computes, its versions side by side, its source at the end.
"""

from dataclasses import dataclass

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm.core.punctuation import clauses
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Figure

from .. import engine
from ..models import Agreement, LedgerEntry, PolicyVersion, Statement
from .example import ExampleForm, first_example, work_out

BESIDE = 3  # versions that are compared


def language() -> engine.Language:
    """The reader's language."""
    return engine.Language.of(get_language() or "")


@dataclass(frozen=True)
class Compared:
    """A rule as each version has it; (text, whether it differs from the version before)."""

    title: str
    cells: list[tuple[str, bool]]


class VersionRecord(RecordView):
    record_fields = ["valid_from", "valid_to", "published_by"]
    headline_fields = ("number", "valid_from", "valid_to", "published_by")
    facts_title = gettext_lazy("Rules")

    def title(self, record):
        return str(record.policy)

    @property
    def own_parts(self) -> dict:
        return {"example": "commissions/_example_result.html"}

    def builders(self) -> dict:
        return {"example": [self._example]}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.part:
            return context
        record = self.object
        return context | {
            "rules": engine.rules_of(engine.read_published(record.document), language()),
            "versions": versions_beside(record, self.request.user),
            "compared": compare(versions_beside(record, self.request.user)),
            "new_version_url": self._new_version_url(),
            **self._example(),
        }

    def _new_version_url(self) -> str:
        if not self.request.user.has_perm("commissions.add_policyversion"):
            return ""
        address = reverse("policyversion:add")
        return f"{address}?policy={self.object.policy_id}&like={self.object.pk}"

    def _example(self) -> dict:
        """The form as it was sent, else with a first example; and what comes of it."""
        query = self.request.GET
        data = query if any(name.startswith("try-") for name in query) else None
        form = ExampleForm(self.object, language(), data or first_example(self.object))
        return {"example": form, "result": work_out(form, language()) if form.is_valid() else None}

    def figures(self, record):
        return [*in_use(record, self.request.user), *paid_under(record, self.request.user)]

    def stages(self, record):
        return []


def in_use(version, user) -> list[Figure]:
    """How many agreements name this version, and how many projects are settled by it."""
    agreements = Agreement.objects.visible_to(user).filter(policy_version=version).count()
    entries = LedgerEntry.objects.visible_to(user).filter(policy_version=version)
    projects = entries.aggregate(count=Count("project", distinct=True))["count"]
    return [
        Figure(_("Agreements under it"), str(agreements)),
        Figure(_("Projects settled by it"), str(projects)),
    ]


def paid_under(version, user) -> list[Figure]:
    entries = LedgerEntry.objects.visible_to(user).filter(policy_version=version).earned()
    total = entries.filter(
        statement_lines__is_live=True, statement_lines__statement__state=Statement.State.PAID
    ).aggregate(sum=Sum("amount"))["sum"]
    return [Figure.of_money(_("Paid under it"), total, version.currency)] if total else []


def versions_beside(version, user) -> list[PolicyVersion]:
    """The newest versions of the policy, with this one among them, the oldest first."""
    versions = list(
        PolicyVersion.objects.visible_to(user)
        .filter(policy=version.policy_id)
        .order_by("-valid_from", "-pk")[:BESIDE]
    )
    if version not in versions:
        versions = [version, *versions[: BESIDE - 1]]
    return sorted(versions, key=lambda other: (other.valid_from, other.pk))


def compare(versions: list[PolicyVersion]) -> list[Compared]:
    """A row for each rule that any of them has; nothing where there is one version alone."""
    if len(versions) < 2:
        return []
    policies = [engine.read_published(version.document) for version in versions]
    rule_sets = [
        {rule.code: rule for rule in engine.rules_of(policy, language())} for policy in policies
    ]
    titles = {code: rule.title for rules in rule_sets for code, rule in rules.items()}
    return [Compared(title, _cells(code, rule_sets)) for code, title in titles.items()]


def _cells(code: str, rule_sets: list[dict]) -> list[tuple[str, bool]]:
    texts = [clauses(rules[code].sentences) if code in rules else "" for rules in rule_sets]
    return [(text, number > 0 and text != texts[number - 1]) for number, text in enumerate(texts)]
