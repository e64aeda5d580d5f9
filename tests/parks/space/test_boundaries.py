"""Boundaries of plots: what is no ring is refused, what lies over other land is asked about, split
and merged plots make room.
"""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from crm.core.errors import Refused
from crm.core.models import Parameter
from parks.entries.enter import hold_plot
from parks.models import Availability, Park, Plot
from parks.space.geojson import read_boundaries, write_boundaries
from parks.space.map import park_map
from parks.space.polygons import common_sqm, meets_itself_at, ring_of
from tests.parks.space.test_map import SQUARE, feature, moved, text

RING = SQUARE[:-1]
SQM = 10_838.4  # of the square, at 29 degrees: 111.32 m × 97.36 m
# Four squares less the one in the north-east, and the one that is missing there.
CORNER = [
    [111.6, 29.0],
    [111.602, 29.0],
    [111.602, 29.001],
    [111.601, 29.001],
    [111.601, 29.002],
    [111.6, 29.002],
]
MISSING = moved(0.001, 0.001, RING)


@pytest.mark.parametrize(
    ("ring", "places"),
    [
        ([(0, 0), (1, 0), (1, 1), (0, 1)], [None]),
        (CORNER, [None]),
        ([(0, 0), (1, 1), (1, 0), (0, 1)], [(0.5, 0.5)]),  # a bow tie
        ([(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)], [(2, 0)]),  # a corner touches a side
        ([(0, 0), (4, 0), (2, 0), (2, 3)], [(2, 0), (4, 0)]),  # there and back
        # two triangles that meet in a point
        ([(0, 0), (2, 2), (4, 0), (4, 4), (2, 2), (0, 4)], [(2, 2)]),
        ([(0, 0), (1, 0), (0.5, 1)], [None]),
        ([(0, 0), (1, 0), (2, 0), (2, 1), (0, 1)], [None]),  # a corner on a straight side
    ],
)
def test_a_ring_that_meets_itself_is_told_from_a_simple_one(ring, places):
    assert meets_itself_at(ring) in places
    assert meets_itself_at(ring[::-1]) in places


def test_repeated_corners_are_left_out():
    assert ring_of([[1, 1], [1, 1], [2, 1], [2, 2], [2, 2], [1, 1]]) == [[2, 1], [2, 2], [1, 1]]


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        (RING, RING, 1),
        (RING, RING[::-1], 1),
        (RING, moved(0.0005, 0, RING), 0.5),
        (RING, moved(0.0005, 0.0005, RING), 0.25),
        (RING, moved(0.001, 0, RING), 0),
        (RING, moved(0.1, 0, RING), 0),
        (CORNER, MISSING, 0),
        (CORNER, RING, 1),
        (CORNER, CORNER, 3),
        (CORNER, moved(0.0005, 0.0005, RING), 0.75),
        (CORNER[::-1], moved(0.0005, 0.0005, CORNER), 1.25),
    ],
)
def test_the_common_area_of_two_rings_convex_or_not(first, second, share):
    assert common_sqm(first, second) == pytest.approx(share * SQM, abs=0.5)
    assert common_sqm(second, first) == pytest.approx(share * SQM, abs=0.5)


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        (
            [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]],
            "longitude111.600500,latitude29.000500",
        ),
        ([[y, x] for x, y in SQUARE], "exchanged"),
        (moved(-111.6, -29), "notlieinchina"),
        ([[x * 1000, y * 1000] for x, y in SQUARE], "longitude"),
    ],
)
def test_what_is_no_plot_is_refused_with_what_is_wrong(plot, ring, said):
    with translation.override("en"):
        plan = read_boundaries(plot.park, text(feature(ring=ring)).encode())
    ((number, _code, message),) = plan.problems
    assert number == 1 and said in message.replace(" ", "").lower()


@pytest.mark.parametrize("area", ["NaN", "Infinity", "-1", "0", "1e99999", "", None])
def test_an_area_that_is_no_area_makes_no_plot(plot, area):
    made = feature("Z-01") | {"properties": {"code": "Z-01", "kind": "land", "area_sqm": area}}
    assert read_boundaries(plot.park, text(made).encode()).problems


@pytest.mark.parametrize(
    ("crs", "refused"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", False),
        ("EPSG:4326", False),
        ("urn:ogc:def:crs:EPSG::4490", False),
        ("EPSG:4549", True),
        ("urn:ogc:def:crs:EPSG::14326", True),
        (None, False),
    ],
)
def test_another_system_of_coordinates_is_refused(plot, crs, refused):
    content = json.loads(text(feature()))
    content["crs"] = crs and {"type": "name", "properties": {"name": crs}}
    plan = read_boundaries(plot.park, json.dumps(content).encode())
    assert [number for number, _code, _message in plan.problems] == ([0] if refused else [])


@pytest.fixture
def neighbour(plot):
    """A-02, half of which lies where the square of A-01 is drawn."""
    return Plot.objects.create(
        park=plot.park,
        code="A-02",
        kind="land",
        area_sqm=Decimal(10838),
        boundary=moved(0.0005, 0, RING),
    )


def doubts(park, *features):
    plan = read_boundaries(park, text(*features).encode())
    assert not plan.problems, plan.problems
    return [(number, code) for number, code, _message in plan.doubts]


def test_land_over_other_land_is_named_with_by_how_much_and_written_only_with_a_reason(
    people, plot, neighbour
):
    plan = read_boundaries(plot.park, text(feature()).encode())
    ((number, code, message),) = plan.doubts
    assert (
        (number, code) == (1, "A-01")
        and "A-02" in message
        and "5,419" in message
        and "50.0" in message
    )
    with pytest.raises(Refused):
        write_boundaries(plot.park, plan, by=people.park_officer)
    write_boundaries(plot.park, plan, by=people.park_officer, reason="边界纠纷处理中")
    plot.refresh_from_db()
    assert plot.boundary == RING and "边界纠纷处理中" in plot.history.first().history_change_reason


def test_a_sliver_along_the_border_is_nothing(plot, neighbour):
    # 0.4 % of the square
    Plot.objects.filter(pk=neighbour.pk).update(boundary=moved(0.000996, 0, RING))
    assert doubts(plot.park, feature()) == []
    Parameter.objects.filter(code="plot_overlap_percent").update(value=Decimal("0.3"))
    assert doubts(plot.park, feature()) == [(1, "A-01")]


def test_two_plots_of_one_file_are_held_against_each_other_and_not_against_what_they_replace(
    plot, neighbour
):
    new = feature("A-03", ring=moved(0.0015, 0)) | {
        "properties": {"code": "A-03", "kind": "land", "area_sqm": 10838}
    }
    assert doubts(plot.park, feature(), feature("A-02", ring=moved(0.001)), new) == [(3, "A-03")]
    assert doubts(plot.park, feature(), feature("A-02", ring=moved(0.001))) == []


def test_plants_stand_on_the_land_and_above_each_other(plot, neighbour):
    described = {"kind": "plant", "area_sqm": 10838}
    floors = [
        feature(code) | {"properties": {"code": code, **described}} for code in ("C-1-1", "C-1-2")
    ]
    assert doubts(plot.park, *floors) == []


def test_the_land_of_the_parks_within_and_around_counts(people, plot, neighbour):
    inner = Park.objects.create(
        name="德国工业园", level="national", parent=plot.park, department=people.park_department
    )
    other = Park.objects.create(name="高新区", level="national", department=people.park_department)
    made = feature("D-01") | {"properties": {"code": "D-01", "kind": "land", "area_sqm": 10838}}
    assert doubts(inner, made) == [(1, "D-01")]
    assert doubts(other, made) == []


def test_plots_that_followed_a_split_one_lie_where_it_lay(people, plot):
    Plot.objects.filter(pk=plot.pk).update(boundary=RING)
    west = feature(
        "A-01-1",
        ring=[[111.6, 29.0], [111.6005, 29.0], [111.6005, 29.001], [111.6, 29.001], [111.6, 29.0]],
    )
    east = feature(
        "A-01-2",
        ring=[
            [111.6005, 29.0],
            [111.601, 29.0],
            [111.601, 29.001],
            [111.6005, 29.001],
            [111.6005, 29.0],
        ],
    )
    halves = [
        each
        | {"properties": {"code": each["properties"]["code"], "kind": "land", "area_sqm": 5419}}
        for each in (west, east)
    ]
    assert doubts(plot.park, *halves) == [(1, "A-01-1"), (2, "A-01-2")]
    Availability.objects.create(
        plot=plot, status="closed", starts_on=date(2024, 1, 1), reason="分割为 A-01-1、A-01-2"
    )
    plan = read_boundaries(plot.park, text(*halves).encode())
    assert plan.doubts == []
    write_boundaries(plot.park, plan, by=people.park_officer)
    assert {shape["plot"].code for shape in park_map(plot.park)["shapes"]} == {"A-01-1", "A-01-2"}
    assert not Plot.objects.offered().filter(pk=plot.pk).exists()
    assert doubts(plot.park, feature()) == [], "the closed plot itself may be drawn again"


def test_nobody_enters_a_plot_that_was_split(people, plot, signed):
    Availability.objects.create(
        plot=plot, status="closed", starts_on=date(2024, 1, 1), reason="分割"
    )
    with pytest.raises(Refused):
        hold_plot(signed, plot, date(2024, 6, 1), by=people.park_officer)
    assert not plot.entries.exists()


def test_a_split_plot_stands_again_only_where_nothing_lies_over_it(client, people, plot, neighbour):
    Plot.objects.filter(pk=plot.pk).update(boundary=RING)
    Availability.objects.create(
        plot=plot, status="closed", starts_on=date(2024, 1, 1), reason="分割"
    )
    client.force_login(people.park_officer)
    url, facts = (
        reverse("plot:set_status", args=[plot.pk]),
        {"status": "free", "starts_on": "2024-02-01", "reason": "撤销分割"},
    )
    assert "A-02" in client.post(url, facts).content.decode() and plot.availabilities.count() == 1
    Availability.objects.create(
        plot=neighbour, status="closed", starts_on=date(2024, 1, 1), reason="并入 A-01"
    )
    assert client.post(url, facts).status_code == 302 and plot.availabilities.count() == 2


def test_a_plot_is_not_given_to_a_park_whose_land_it_lies_over(client, people, plot, neighbour):
    other = Park.objects.create(name="高新区", level="national", department=people.park_department)
    mine = Plot.objects.create(
        park=other, code="G-01", kind="land", area_sqm=Decimal(10838), boundary=RING
    )
    client.force_login(people.park_officer)
    url, facts = (
        reverse("plot:edit", args=[mine.pk]),
        {"code": "G-01", "kind": "land", "area_sqm": "10838", "zoning": "", "remark": ""},
    )
    assert client.post(url, {**facts, "park": other.pk, "remark": "更新"}).status_code == 302
    refused = client.post(url, {**facts, "park": plot.park_id})
    mine.refresh_from_db()
    assert mine.park == other and "A-02" in refused.content.decode()


def test_a_plot_far_from_its_park_and_a_file_that_is_shifted_as_a_whole_are_asked_about(
    plot, neighbour
):
    assert doubts(plot.park, feature(ring=moved(0.5))) == [(1, "A-01")]
    Plot.objects.filter(pk=plot.pk).update(boundary=moved(0, 0.003, RING))
    shifted = [feature("A-01", ring=moved(0.004, 0.0)), feature("A-02", ring=moved(0.0045, -0.003))]
    assert doubts(plot.park, *shifted) == [(0, "")], (
        "389 m to the east and 334 m to the south, both"
    )
    assert doubts(plot.park, shifted[0], feature("A-02", ring=moved(0.0005))) == [], (
        "only one was moved"
    )


def test_the_screen_asks_for_the_reason_and_keeps_it(client, people, plot, neighbour):
    url = reverse("park:boundaries", args=[plot.park_id])
    client.force_login(people.park_officer)
    page = client.post(url, {"file": SimpleUploadedFile("park.geojson", text(feature()).encode())})
    assert "A-02" in page.content.decode() and "5,419" in page.content.decode()
    again = client.post(url, {"confirmed": page.context["confirmed"], "reason": ""})
    plot.refresh_from_db()
    assert (again.status_code, plot.boundary) == (
        200,
        [],
    ) and "park.geojson" in again.content.decode()
    client.post(url, {"confirmed": page.context["confirmed"], "reason": "新测绘成果"})
    plot.refresh_from_db()
    assert plot.boundary == RING and "新测绘成果" in plot.history.first().history_change_reason


def test_a_doubt_that_came_after_the_preview_is_shown_first(client, people, plot):
    url = reverse("park:boundaries", args=[plot.park_id])
    client.force_login(people.park_officer)
    page = client.post(url, {"file": SimpleUploadedFile("park.geojson", text(feature()).encode())})
    Plot.objects.create(
        park=plot.park,
        code="A-02",
        kind="land",
        area_sqm=Decimal(10838),
        boundary=moved(0.0005, 0, RING),
    )
    assert (
        client.post(url, {"confirmed": page.context["confirmed"], "reason": "新测绘成果"}).url
        == url
    )
    plot.refresh_from_db()
    assert plot.boundary == []
