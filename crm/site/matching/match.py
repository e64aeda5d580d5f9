"""Which policies fit what is known of an enterprise. Pure: no clock, no database, no settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from .benefits import Estimate, estimate
from .conditions import Answer, Facts, Finding, judge
from .rules import Rules

MOST_GAPS = 2  # whoever lacks more is not nearly there


class Verdict(Enum):
    FITS = "fits"
    NEARLY = "nearly"
    NOT = "not"


@dataclass(frozen=True)
class Match:
    """One policy beside one enterprise: the verdict, every condition with its answer and clause,
    and what the policy would bring.
    """

    policy: Rules
    verdict: Verdict
    findings: tuple[Finding, ...]
    estimate: Estimate

    @property
    def missing(self) -> list[Finding]:
        """What has to be known or made good first."""
        return [finding for finding in self.findings if finding.answer is not Answer.YES]

    @property
    def against(self) -> list[Finding]:
        """The conditions that fail, those first that cannot be made good."""
        failing = [finding for finding in self.findings if finding.answer is Answer.NO]
        return sorted(failing, key=lambda finding: finding.can_be_met)

    @property
    def met(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.answer is Answer.YES]

    @property
    def is_open_question(self) -> bool:
        """Whether nothing speaks against it, and something is not known yet."""
        return self.verdict is Verdict.NEARLY and not self.against

    @property
    def asks(self) -> tuple[str, ...]:
        """The facts that are not known and would decide."""
        unknown = [
            leaf.asks
            for finding in self.missing
            for leaf in finding.leaves()
            if leaf.answer is Answer.UNKNOWN
        ]
        return tuple(dict.fromkeys(unknown))


def match(policies: Iterable[Rules], facts: Facts) -> list[Match]:
    """Each of ``policies`` beside ``facts``: those that fit first, then those that nearly do, and
    of each kind those first that bring most.

    What is added to the facts never takes a policy that fits away, nor gives one that does not:
    an unknown fact counts neither for nor against.
    """
    matches = [match_one(policy, facts) for policy in policies]
    return sorted(matches, key=_place)


def match_one(policy: Rules, facts: Facts) -> Match:
    findings = [judge(condition, facts) for condition in policy.conditions]
    if (late := policy.out_of_time(facts.as_of)) is not None:
        findings.insert(0, late)
    amount = estimate(policy.benefits, policy.cap, facts)
    return Match(policy, _verdict(findings), tuple(findings), amount)


def _verdict(findings: list[Finding]) -> Verdict:
    failing = [finding for finding in findings if finding.answer is Answer.NO]
    if any(not finding.can_be_met for finding in failing) or len(failing) > MOST_GAPS:
        return Verdict.NOT
    if failing or any(finding.answer is Answer.UNKNOWN for finding in findings):
        return Verdict.NEARLY
    return Verdict.FITS


def _place(result: Match) -> tuple[int, int, int, Decimal]:
    """Order in the answer: verdict, what fails before what is merely unknown, gaps, amount."""
    verdict = list(Verdict).index(result.verdict)
    return verdict, result.is_open_question, len(result.missing), -(result.estimate.amount or 0)
