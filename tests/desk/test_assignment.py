"""The rule that says most of a request decides."""

import pytest

from crm.desk.models import AssignmentRule, ServiceKind
from leads.models import Region
from parks.models import Park


@pytest.fixture
def rules(people):
    kind = ServiceKind.objects.get(code="labour")
    region = Region.objects.get(code="430702")
    park = Park.objects.create(name="试园区", level="city", department=people.park_department)
    made = {
        "any": {},
        "kind": {"kind": kind},
        "region": {"region": region},
        "park": {"park": park},
        "kind and region": {"kind": kind, "region": region},
        "kind and park": {"kind": kind, "park": park},
    }
    for conditions in made.values():
        AssignmentRule.objects.create(department=people.city, **conditions)
    return {"kind": kind, "region": region, "park": park}


@pytest.mark.parametrize(
    "given,expected",
    [
        ((), ()),
        (("kind",), ("kind",)),
        (("region",), ("region",)),
        (("park",), ("park",)),
        (("park", "region"), ("park",)),
        (("kind", "region"), ("kind", "region")),
        (("kind", "park"), ("kind", "park")),
        (("kind", "region", "park"), ("kind", "park")),
    ],
)
def test_the_most_of_what_is_asked_wins(rules, given, expected):
    facts = {name: rules[name] for name in given}
    facts.setdefault("kind", ServiceKind.objects.get(code="land"))
    rule = AssignmentRule.objects.best_for(**facts)
    named = {name for name in ("kind", "region", "park") if getattr(rule, name) is not None}
    assert named == set(expected)


def test_a_rule_out_of_use_decides_nothing(rules):
    AssignmentRule.objects.update(is_active=False)
    assert AssignmentRule.objects.best_for(**rules) is None
