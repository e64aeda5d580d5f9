"""Which policies fit somebody, as it is told on a page, in a letter, or in the staff admin."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.engine import Language

from ..matching import Facts, Match, Verdict, match
from ..matching.conditions import Answer
from ..matching.words import (
    asked_in_words,
    benefit_in_words,
    condition_in_words,
    estimate_in_words,
    finding_in_words,
    steps_in_words,
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
        """The facts that are not known and would decide, those first that most policies ask for."""
        counts: dict[str, int] = {}
        for fit in (*self.fits, *self.nearly):
            for name in fit.asks:
                counts[name] = counts.get(name, 0) + 1
        return sorted(counts, key=lambda name: -counts[name])

    @property
    def best(self) -> list[Fit]:
        return [*self.fits, *self.nearly]


def fits_for(facts: Facts, user=None, *, kinds=()) -> Fits:
    """Which policies fit ``facts``, in the reader's language."""
    fits = [shown(result) for result in fitting(facts, user, kinds=kinds)]
    by_verdict = {
        verdict.value: [fit for fit in fits if fit.verdict == verdict.value] for verdict in Verdict
    }
    return Fits(by_verdict["fits"], by_verdict["nearly"], by_verdict["not"])


def shown(result: Match) -> Fit:
    """A match in the reader's language."""
    speaks = language()
    estimate = result.estimate
    obstacles = [finding for finding in result.against if not finding.can_be_met]
    return Fit(
        result.policy.key,
        result.policy.names[speaks],
        reverse("site:policy", args=[result.policy.key]),
        result.verdict.value,
        _word(result),
        estimate_in_words(estimate, speaks) if result.verdict is not Verdict.NOT else "",
        [benefit_in_words(part, speaks) for part in estimate.parts if part.is_due],
        [
            Reason(condition_in_words(finding.condition, speaks), finding.clause)
            for finding in result.met
        ],
        _reasons(result.missing, speaks),
        _reasons(obstacles or result.against, speaks),
        _steps(result, speaks),
        tuple(dict.fromkeys((*result.asks, *estimate.asks))),
        asked_in_words(estimate.asks, speaks, _names(result)),
    )


def _word(result: Match) -> str:
    if result.verdict is Verdict.FITS:
        return _("fits")
    if result.verdict is Verdict.NOT:
        return _("does not fit")
    return _("still to be told") if result.is_open_question else _("nearly fits")


def _reasons(findings, speaks: Language) -> list[Reason]:
    return [Reason(finding_in_words(finding, speaks), finding.clause) for finding in findings]


def _steps(result: Match, speaks: Language) -> list[str]:
    parts = [step for part in result.estimate.parts for step in part.steps]
    return steps_in_words([*parts, *result.estimate.steps], speaks)


def _names(result: Match) -> dict:
    """What the qualifications are called that a benefit asks for."""
    conditions = [
        condition for part in result.policy.benefits for condition in part.get("when", ())
    ]
    return {condition.get("attribute"): condition.get("name") for condition in conditions}


def stored_findings(result: Match) -> dict[str, list]:
    """The findings in both languages, as an application keeps them."""
    return {
        "verdict": result.verdict.value,
        "findings": [
            {
                "answer": finding.answer.value,
                "clause": finding.clause,
                **{speaks.value: finding_in_words(finding, speaks) for speaks in Language},
            }
            for finding in result.findings
        ],
        "steps": {speaks.value: _steps(result, speaks) for speaks in Language},
    }


__all__ = ["Answer", "Fit", "Fits", "fits_for", "fitting", "shown", "stored_findings"]
