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
    """The reader's."""
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
        asked = self.request.GET
        data = asked if any(name.startswith("try-") for name in asked) else None
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
    paid = entries.filter(
        statement_lines__is_live=True, statement_lines__statement__state=Statement.State.PAID
    ).aggregate(sum=Sum("amount"))["sum"]
    return [Figure.of_money(_("Paid under it"), paid, version.currency)] if paid else []


def versions_beside(version, user) -> list[PolicyVersion]:
    """The newest versions of the policy, with this one among them, the oldest first."""
    found = list(
        PolicyVersion.objects.visible_to(user)
        .filter(policy=version.policy_id)
        .order_by("-valid_from", "-pk")[:BESIDE]
    )
    if version not in found:
        found = [version, *found[: BESIDE - 1]]
    return sorted(found, key=lambda each: (each.valid_from, each.pk))


def compare(versions: list[PolicyVersion]) -> list[Compared]:
    """A row for each rule that any of them has; nothing where there is one version alone."""
    if len(versions) < 2:
        return []
    told = [
        {rule.code: rule for rule in engine.rules_of(engine.read_published(v.document), language())}
        for v in versions
    ]
    titles = {code: rule.title for rules in told for code, rule in rules.items()}
    return [Compared(title, _cells(code, told)) for code, title in titles.items()]


def _cells(code: str, told: list[dict]) -> list[tuple[str, bool]]:
    texts = [clauses(rules[code].sentences) if code in rules else "" for rules in told]
    return [(text, number > 0 and text != texts[number - 1]) for number, text in enumerate(texts)]
