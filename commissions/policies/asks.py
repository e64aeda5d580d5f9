"""What a policy asks of a project: the attributes, milestones and metrics that its rules name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import engine
from ..engine import Policy
from ..engine.vocabulary import BUILT_IN, OF_AGREEMENT
from ..models import Agreement, PolicyVersion

DECLARATIONS = ("attributes", "metrics", "milestones")
# What stands beside "from" where it begins a window, and not a bracket.
WINDOW = {"months", "years", "calendar_years", "full_years", "until"}


@dataclass(frozen=True)
class AskedFacts:
    attributes: list[str]
    milestones: list[str]
    metrics: list[str]


def facts_asked_by(policy: Policy) -> AskedFacts:
    """What a policy asks, in the order in which its document names it."""
    names: dict[str, list[str]] = {"attributes": [], "milestones": [], "metrics": []}
    for kind, name in _named(policy.document):
        if name not in names[kind]:
            names[kind].append(name)
    if "land" not in names["metrics"] and any(
        component.get("land") == "excluded" for component in policy.components
    ):
        names["metrics"].append("land")
    return AskedFacts(**names)


def stated_by_people(policy: Policy) -> list[str]:
    """The attributes that the system does not know by itself."""
    return [name for name in facts_asked_by(policy).attributes if name not in BUILT_IN]


def policies_asking(project) -> list[Policy]:
    """Every policy under which a referrer of the project is paid."""
    agreements = Agreement.objects.binding().filter(agent__referrals__project=project)
    versions = PolicyVersion.objects.filter(agreements__in=agreements).distinct().order_by("pk")
    return [engine.read_published(version.document) for version in versions]


def _is_a_milestone(key: str, value: Any, node: Mapping[str, Any]) -> bool:
    """Whether ``node[key]`` names a milestone: the beginning of a window, not that of a bracket."""
    if key == "rate_day":
        return bool(value != "arrival")
    if not isinstance(value, str) or value in ("period", OF_AGREEMENT):
        return False
    if key == "from":
        return bool(WINDOW & set(node))
    return key in ("milestone", "registered_before", "until", "by")


def _named(node) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for item in node:
            yield from _named(item)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key == "attribute":
            yield "attributes", value
        elif key in ("metric", "of") and isinstance(value, str):
            yield "metrics", value
        elif key in ("plus", "minus"):
            yield from (("metrics", metric) for metric in value)
        elif _is_a_milestone(key, value, node):
            yield "milestones", value
        elif key in ("per", "by") and value == OF_AGREEMENT:
            yield "milestones", "appointed"
        if key not in DECLARATIONS:
            yield from _named(value)
