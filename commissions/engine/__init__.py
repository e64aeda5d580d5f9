"""The commission engine: policy + facts → dues with their reasons. Pure: standard library alone, no clock, no database."""

from .assess import assess
from .document import Policy, PolicyError, Problem, check_document, load_policy
from .facts import Assessment, Contribution, Due, Facts, Payee, Step
from .sentences import describe, explain

__all__ = [
    "Assessment", "Contribution", "Due", "Facts", "Payee", "Policy", "PolicyError", "Problem", "Step",
    "assess", "check_document", "describe", "explain", "load_policy",
]  # fmt: skip
