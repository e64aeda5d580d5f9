"""Matching policies with what is known of an enterprise: pure, as the commission engine is."""

from .benefits import Earned, Estimate
from .conditions import Answer, Facts, Finding
from .match import Match, Verdict, match
from .rules import Rules, RulesError, check, read
from .vocabulary import FACTS, Fact, fact_named

__all__ = [
    "FACTS",
    "Answer",
    "Earned",
    "Estimate",
    "Fact",
    "Facts",
    "Finding",
    "Match",
    "Rules",
    "RulesError",
    "Verdict",
    "check",
    "fact_named",
    "match",
    "read",
]
