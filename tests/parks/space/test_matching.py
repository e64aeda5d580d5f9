"""Hand-worked: a leading industry is worth 30, an auxiliary one 60% of it, each wish 10; the score
is of 100.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.core.errors import NotPermitted
from parks.models import Availability, Park, ParkIndustry, Plot, SpaceNeed
from parks.space.match import Weights, find_space, spaces_for
from parks.space.needs import first_need, state_need
from parks.space.reserve import reserve


@pytest.fixture
def park(people):
    made = Park.objects.create(name="高新区", level="national", department=people.park_department)
    ParkIndustry.objects.create(
        park=made, name="新能源", role="leading", industry_codes="384、3825"
    )
    return made


@pytest.fixture
def other_park(people):
    made = Park.objects.create(
        name="津市产业园", level="provincial", department=people.park_department
    )
    ParkIndustry.objects.create(park=made, name="电池材料", role="auxiliary")
    return made


def need(lead, musts=(), **conditions):
    return SpaceNeed(
        lead=lead,
        musts=list(musts),
        **{
            name: Decimal(value) if isinstance(value, int) else value
            for name, value in conditions.items()
        },
    )


def spot(park, code="P-1", **facts):
    facts = {"kind": "plant", "area_sqm": Decimal(5000)} | facts
    return Plot.objects.create(park=park, code=code, **facts)


def found(wanted):
    return find_space(wanted, spaces_for(wanted))


def test_weights_are_rule_numbers(db):
    assert Weights.in_force() == Weights(Decimal(30), Decimal(10), Decimal("0.6"))


def test_every_point_has_its_reason(lead, park):
    spot(park, price_per_sqm=Decimal(250), power_kva=Decimal(800))
    good, bad = found(
        need(lead, ["kind"], kind="plant", price_most=200, power_kva=1000, height_m=8)
    )
    assert bad == []
    (match,) = good
    told = [(line.share, line.points, line.is_hard) for line in match.lines]
    assert told == [
        (1, Decimal("10.0"), True),  # kind: hard, adds nothing to the score
        (Decimal("0.8"), Decimal("8.0"), False),  # 250 where 200 is wanted: 200 / 250
        (Decimal(0), Decimal("0.0"), False),  # the height is not recorded
        (Decimal("0.8"), Decimal("8.0"), False),  # 800 of 1,000 kVA
        (Decimal(1), Decimal("30.0"), False),  # battery making is one of the leading industries
    ]
    assert match.score == Decimal("76.7"), "46 of 60 points"
    assert "新能源" in match.lines[-1].has


def test_hard_conditions_keep_out_and_say_why(lead, park):
    spot(park, "P-1", zoning="M1", floor_load_t=Decimal("0.5"))
    spot(park, "P-2", zoning="M2", floor_load_t=Decimal("2"))
    good, bad = found(need(lead, ["zoning", "floor_load_t"], zoning="M2", floor_load_t=1))
    assert [match.plot.code for match in good] == ["P-2"]
    assert [(match.plot.code, [line.label for line in match.misses]) for match in bad] == [
        (
            "P-1",
            [
                str(SpaceNeed._meta.get_field(name).verbose_name)
                for name in ("zoning", "floor_load_t")
            ],
        )
    ]


@pytest.mark.parametrize(("area", "met"), [("4999.99", False), ("5000", True), ("5000.01", True)])
def test_the_edge_of_a_hard_area(lead, park, area, met):
    spot(park, area_sqm=Decimal(area))
    good, bad = found(need(lead, ["area_sqm"], area_sqm=5000))
    assert (len(good), len(bad)) == ((1, 0) if met else (0, 1))


def test_an_auxiliary_industry_by_its_words_and_none_at_all(lead, park, other_park, people):
    for each in (
        park,
        other_park,
        Park.objects.create(
            name="石门产业园", level="provincial", department=people.park_department
        ),
    ):
        spot(each)
    good, _bad = found(need(lead))
    assert [(match.plot.park.name, match.score) for match in good] == [
        ("高新区", Decimal("100.0")),
        ("津市产业园", Decimal("60.0")),
        ("石门产业园", Decimal("0.0")),
    ]


def test_a_park_within_a_park_has_the_industries_around_it_where_it_names_none(lead, park, people):
    inner = Park.objects.create(
        name="园中园", level="national", parent=park, department=people.park_department
    )
    spot(inner)
    assert found(need(lead))[0][0].score == 100
    ParkIndustry.objects.create(park=inner, name="生物医药", role="leading", industry_codes="27")
    assert found(need(lead))[0][0].score == 0


def test_only_free_space_is_offered_and_ones_own_reservation(people, lead, park, deal):
    free, planned, mine = spot(park, "P-1"), spot(park, "P-2"), spot(park, "P-3")
    Availability.objects.create(
        plot=planned, status="planned", starts_on=date(2020, 1, 1), reason="规划"
    )
    reserve(mine, lead, by=people.officer)
    assert {match.plot for match in found(need(lead))[0]} == {free, mine}
    assert deal.project.entries.get().plot not in {match.plot for match in found(need(lead))[0]}


def test_what_becomes_free_in_time_is_offered(people, lead, deal, park):
    entry = deal.project.entries.get()
    entry.ends_on = timezone.localdate() + timedelta(days=50)
    entry.save()
    assert found(need(lead, needed_on=timezone.localdate() + timedelta(days=49)))[0] == []
    assert [
        match.plot
        for match in found(need(lead, needed_on=timezone.localdate() + timedelta(days=50)))[0]
    ] == [entry.plot]


def test_a_first_need_comes_from_what_the_lead_says(lead):
    lead.land_mu = Decimal(30)
    made = first_need(lead)
    assert (made.kind, made.area_sqm, made.musts) == (
        "land",
        Decimal("20000.00"),
        ["kind", "area_sqm", "zoning"],
    )


def test_of_two_needs_stated_at_once_the_later_stands(people, lead):
    first, second = first_need(lead), first_need(lead)
    first.area_sqm, second.area_sqm = Decimal(1000), Decimal(2000)
    state_need(first, by=people.officer)
    state_need(second, by=people.officer)
    assert (SpaceNeed.objects.get().area_sqm, SpaceNeed.history.count()) == (Decimal(2000), 2)
    with pytest.raises(NotPermitted):
        state_need(first, by=people.auditor)
