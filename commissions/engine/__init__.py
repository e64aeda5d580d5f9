"""The commission engine: policy + facts → dues with their reasons. Pure: standard library alone, no
clock, no database.
"""

from .assess import assess, assess_agent, takes
from .base_fee import base_fee_of_year
from .describe import Rule, describe, rules_of
from .document import Policy, check_document, load_policy, read_published
from .explain import explain
from .facts import Assessment, Contribution, Due, Facts, Payee, Rate, Stated, Step
from .language import Language
from .lots import dividing_days, windows_of
from .problems import PolicyError, Problem
from .schema import json_schema
from .scope import LACKING, number_of

__all__ = [
    "LACKING",
    "Assessment",
    "Contribution",
    "Due",
    "Facts",
    "Language",
    "Payee",
    "Policy",
    "PolicyError",
    "Problem",
    "Rate",
    "Rule",
    "Stated",
    "Step",
    "assess",
    "assess_agent",
    "base_fee_of_year",
    "check_document",
    "describe",
    "dividing_days",
    "explain",
    "json_schema",
    "load_policy",
    "number_of",
    "read_published",
    "rules_of",
    "takes",
    "windows_of",
]
