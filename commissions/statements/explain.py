"""A statement opened up: each amount with its reasons and the contributions it rests on."""

from dataclasses import dataclass

from django.utils.translation import get_language

from commissions import engine
from commissions.models import LedgerEntry
from parks.models import Contribution


@dataclass(frozen=True)
class Line:
    entry: LedgerEntry
    component: str
    sentences: list[str]
    contributions: list[Contribution]


def lines_of(statement, language: str | None = None) -> list[Line]:
    """The statement's lines in words; ``language`` is the user's unless given."""
    entries = LedgerEntry.objects.filter(statement_lines__statement=statement).select_related("project", "policy_version").order_by("id")
    return [line_of(entry, language) for entry in entries]


def line_of(entry, language: str | None = None) -> Line:
    language = "en" if (language or get_language() or "").startswith("en") else "zh"
    if not entry.policy_version:
        component = entry.get_kind_display()
        sentences = engine.explain([engine.Step.from_json(step) for step in entry.steps], language)
    else:
        policy = engine.load_policy(entry.policy_version.document)
        component = policy.name_of(entry.component, language)
        sentences = engine.explain([engine.Step.from_json(step) for step in entry.steps], language, policy)
    ids = [int(pk) for pk in entry.contributions]
    contributions = list(Contribution.objects.filter(pk__in=ids).select_related("enterprise", "verified_by").order_by("pk"))
    return Line(entry, component, sentences, contributions)
