"""One policy beside one enterprise."""

from ..matching import Facts, Match
from ..matching.match import match_one
from ..models import PolicyPage


def verdict_on(policy: PolicyPage, facts: Facts) -> Match:
    return match_one(policy.rules_read(), facts)
