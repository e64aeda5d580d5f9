"""Which policies fit somebody, as it is told on a page, in a letter, or in the staff admin."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.engine import Language

from ..matching import Facts, Match, Verdict, match
from ..matching.conditions import Answer
from ..matching.told import (
    asked_told,
    benefit_told,
    condition_told,
    estimate_told,
    finding_told,
    steps_told,
)
from ..models import PolicyPage
from ..models.policy_blocks import language


def fitting(facts: Facts, user=None, *, kinds=()) -> list[Match]:
    """All policies in force beside ``facts``, the best first; of some kinds, where these are
    named.
    """
    policies = PolicyPage.objects.visible_to(user).originals().in_force(facts.as_of).not_replaced()
    if kinds:
        policies = policies.filter(kind__in=kinds)
    return match(policies.rules(), facts)


@dataclass(frozen=True)
class Reason:
    """One condition in words; ``clause`` is where the policy says so."""

    text: str
    clause: str = ""


@dataclass(frozen=True)
class Fit:
    """One policy as it is shown to somebody: the verdict in a word, why, and what it brings."""

    pk: int
    title: str
    url: str
    verdict: str  # a value of Verdict
    word: str
    amount: str
    gives: list[str]
    met: list[Reason] = field(default_factory=list)
    missing: list[Reason] = field(default_factory=list)
    against: list[Reason] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    asks: tuple[str, ...] = ()
    asks_amount: str = ""

    @property
    def tone(self) -> str:
        """The class of its tag."""
        return {"fits": "done", "nearly": "wait", "not": "off"}[self.verdict]

    @property
    def apply_url(self) -> str:
        return reverse("site:policy_apply", args=[self.pk])


@dataclass(frozen=True)
class Fits:
    """The answer as a whole."""

    fits: list[Fit]
    nearly: list[Fit]
    others: list[Fit]

    @property
    def asks(self) -> list[str]:
        """The facts that are not known and would decide, those first on which most rests."""
        counted: dict[str, int] = {}
        for each in (*self.fits, *self.nearly):
            for name in each.asks:
                counted[name] = counted.get(name, 0) + 1
        return sorted(counted, key=lambda name: -counted[name])

    @property
    def best(self) -> list[Fit]:
        return [*self.fits, *self.nearly]


def fits_for(facts: Facts, user=None, *, kinds=()) -> Fits:
    """Which policies fit ``facts``, in the reader's language."""
    told = [shown(each) for each in fitting(facts, user, kinds=kinds)]
    of = {
        verdict.value: [each for each in told if each.verdict == verdict.value]
        for verdict in Verdict
    }
    return Fits(of["fits"], of["nearly"], of["not"])


def shown(found: Match) -> Fit:
    """A match in the reader's language."""
    speaks = language()
    estimate = found.estimate
    return Fit(
        found.policy.key,
        found.policy.names[speaks],
        reverse("site:policy", args=[found.policy.key]),
        found.verdict.value,
        _word(found),
        estimate_told(estimate, speaks) if found.verdict is not Verdict.NOT else "",
        [benefit_told(part, speaks) for part in estimate.parts if part.is_due],
        [Reason(condition_told(each.condition, speaks), each.clause) for each in found.met],
        _reasons(found.missing, speaks),
        _reasons([each for each in found.against if not each.can_be_met] or found.against, speaks),
        _steps(found, speaks),
        tuple(dict.fromkeys((*found.asks, *estimate.asks))),
        asked_told(estimate.asks, speaks, _names(found)),
    )


def _word(found: Match) -> str:
    if found.verdict is Verdict.FITS:
        return _("fits")
    if found.verdict is Verdict.NOT:
        return _("does not fit")
    return _("still to be told") if found.is_open_question else _("nearly fits")


def _reasons(findings, speaks: Language) -> list[Reason]:
    return [Reason(finding_told(finding, speaks), finding.clause) for finding in findings]


def _steps(found: Match, speaks: Language) -> list[str]:
    parts = [step for part in found.estimate.parts for step in part.steps]
    return steps_told([*parts, *found.estimate.steps], speaks)


def _names(found: Match) -> dict:
    """What the qualifications are called that a benefit asks for."""
    asked = [each for part in found.policy.benefits for each in part.get("when", ())]
    return {each.get("attribute"): each.get("name") for each in asked}


def stored_findings(found: Match) -> dict[str, list]:
    """The findings in both languages, as an application keeps them."""
    return {
        "verdict": found.verdict.value,
        "findings": [
            {
                "answer": finding.answer.value,
                "clause": finding.clause,
                **{speaks.value: finding_told(finding, speaks) for speaks in Language},
            }
            for finding in found.findings
        ],
        "steps": {speaks.value: _steps(found, speaks) for speaks in Language},
    }


__all__ = ["Answer", "Fit", "Fits", "fits_for", "fitting", "shown", "stored_findings"]
