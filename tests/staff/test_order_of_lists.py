"""Lists that grow with the deals open with their newest rows, which an index must give: without it
a page of twenty rows reads and sorts all of them.
"""

import pytest

from commissions.models import LedgerEntry
from leads.models import (
    Activity,
    CampaignTarget,
    Company,
    Lead,
    Milestone,
    Project,
    Referral,
    Registration,
)
from parks.models import Contribution, Enterprise

GROWS = [
    Activity,
    CampaignTarget,
    Company,
    Contribution,
    Enterprise,
    Lead,
    LedgerEntry,
    Milestone,
    Project,
    Referral,
    Registration,
]


@pytest.mark.parametrize("model", GROWS)
def test_the_usual_order_of_a_list_that_grows_has_an_index(model):
    order = list(model._meta.ordering)
    indexed = [
        list(index.fields) for index in model._meta.indexes if index.fields and not index.condition
    ]
    only = order[0].lstrip("-")
    is_unique = only in ("id", "pk") or model._meta.get_field(only).unique
    assert is_unique or any(fields[: len(order)] == order for fields in indexed), order
