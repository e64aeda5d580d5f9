"""The types of a checked document's parts. Their keys and values are defined once, in the
vocabulary; the checker has compared the document with it before any code reads these.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

Node: TypeAlias = Mapping[str, Any]  # what stands behind a key is known by its vocabulary alone
Document: TypeAlias = Node
Component: TypeAlias = Node
Condition: TypeAlias = Node
Schedule: TypeAlias = Node
Bracket: TypeAlias = Node
Window: TypeAlias = Node
Stage: TypeAlias = Node
PayeeRules: TypeAlias = Node
Terms: TypeAlias = Node  # the metric, currency and day of the rate by which amounts are told
Names: TypeAlias = Mapping[str, str]  # in both languages: zh and en
Declared: TypeAlias = Node  # an attribute, and what it can be

Choice: TypeAlias = dict[str, Any]  # {"choose": alternatives with their conditions}
Stages: TypeAlias = list[Stage] | Choice
Value: TypeAlias = Decimal | dict[str, Any]  # a number, or where it comes from
NumberFormat: TypeAlias = Callable[[Decimal], str]  # how a number is told
