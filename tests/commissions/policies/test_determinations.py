"""What people state of a project: refused where it cannot be, and nothing is taken for stated that
nobody stated.
"""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.urls import reverse

from commissions.models import Determination, PolicyVersion
from commissions.policies.determine import determine, determine_all
from crm.core.errors import Refused

NAMED = {"name": {"zh": "比例", "en": "share"}}
ATTRIBUTES = {
    "hi_tech": {**NAMED, "kind": "flag"},
    "grade": {**NAMED, "kind": "choice", "choices": ["甲", "乙"]},
    "award": {**NAMED, "kind": "number", "from": 100, "to": 500},
    "city": {**NAMED, "kind": "rate", "from": 0, "to": 1},
    "county": {**NAMED, "kind": "rate", "from": 0, "to": 1},
}


@pytest.fixture
def as_user(client):
    def log_in(user):
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def project(deal, agent, agreement, policy_version):
    """A project whose policy asks for all of the above; the shares of the two tiers are set by
    people.
    """
    document = deepcopy(policy_version.document)
    rests_on = [
        {"attribute": "hi_tech", "equals": True},
        {"attribute": "grade", "equals": "甲"},
        {"attribute": "award", "at_least": 100},
    ]
    bearers = [
        {"code": name, "name": NAMED["name"], "share": {"attribute": name}}
        for name in ("city", "county")
    ]
    document |= {"attributes": ATTRIBUTES, "when": rests_on, "borne_by": bearers}
    version = PolicyVersion.objects.create(
        policy=policy_version.policy,
        number="9",
        document=document,
        valid_from="2020-01-01",
        state="published",
    )
    agreement.policy_version = version
    agreement.save()
    return deal.project


def state(project, people, **values):
    return determine_all(project, values, declared=ATTRIBUTES, why="会议纪要", by=people.head)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("award", "99.99"),
        ("award", "500.01"),
        ("award", "很多"),
        ("award", "NaN"),
        ("award", "Infinity"),
        ("grade", "丙"),
        ("hi_tech", "是"),
        ("hi_tech", 1),
        ("city", "1.01"),
        ("city", "-0.1"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_stored(project, people, name, value):
    with pytest.raises(Refused):
        determine(project, name, value, declared=ATTRIBUTES[name], why="会议纪要", by=people.head)
    assert not Determination.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("award", "100", "100"),
        ("award", Decimal("500.00"), "500.00"),
        ("grade", "乙", "乙"),
        ("hi_tech", False, False),
    ],
)
def test_a_value_on_the_edge_of_its_range_is_stored(project, people, name, value, stored):
    assert (
        determine(
            project, name, value, declared=ATTRIBUTES[name], why="会议纪要", by=people.head
        ).value
        == stored
    )


@pytest.mark.parametrize(("city", "county"), [("0.6", "0.2"), ("0.6", "0.5")])
def test_shares_that_do_not_add_up_to_one_are_refused_whole(project, people, city, county):
    with pytest.raises(Refused, match="1"):
        state(project, people, city=city, county=county)
    assert not Determination.objects.exists()


def test_one_share_waits_for_the_other_and_both_change_together(project, people):
    state(project, people, city="0.6")
    with pytest.raises(Refused):
        state(project, people, county="0.3")
    state(project, people, county="0.4")
    with pytest.raises(Refused):
        state(project, people, city="0.5")
    state(project, people, city="0.5", county="0.5")
    assert dict(Determination.objects.values_list("name", "value")) == {
        "city": "0.5",
        "county": "0.5",
    }


def test_a_value_fits_every_policy_of_the_project(project, people):
    wide = {**ATTRIBUTES["award"], "to": 9000}
    with pytest.raises(Refused):
        determine(project, "award", "600", declared=wide, why="会议纪要", by=people.head)


def test_the_screen_takes_an_empty_flag_for_nothing_stated_and_keeps_what_was_typed(
    project, people, as_user
):
    address = reverse("policyversion_determine", args=[project.pk])
    as_user(people.head).post(address, {"grade": "甲", "why": "会议纪要"})
    assert list(Determination.objects.values_list("name", flat=True)) == ["grade"]
    as_user(people.head).post(address, {"hi_tech": "False", "why": "会议纪要"})
    assert Determination.objects.get(name="hi_tech").value is False
    page = as_user(people.head).post(address, {"city": "0.6", "county": "0.2", "why": "会议纪要"})
    assert (page.status_code, Determination.objects.filter(name="city").exists()) == (200, False)
    assert "各项比例之和应为 1" in page.text and 'value="0.6"' in page.text


def test_the_screen_shows_what_was_stated(project, people, as_user):
    state(project, people, hi_tech=False, grade="乙")
    page = as_user(people.head).get(reverse("policyversion_determine", args=[project.pk])).text
    assert '<option value="False" selected>' in page
    assert '<option value="乙" selected>' in page
