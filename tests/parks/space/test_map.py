import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parks.models import Park, Plot
from parks.space.geojson import read_boundaries, write_boundaries
from parks.space.map import _note, area_of, park_map
from parks.space.reserve import reserve

# 0.001 degree of latitude is 111.32 m; at the equator so is one of longitude: 12,392.14 m². At 29
# degrees it is 97.36 m: 10,838.4 m².
SQUARE = [[111.6, 29.0], [111.601, 29.0], [111.601, 29.001], [111.6, 29.001], [111.6, 29.0]]


def moved(east=0.0, north=0.0, ring=SQUARE):
    return [[round(x + east, 6), round(y + north, 6)] for x, y in ring]


def feature(code="A-01", ring=None, kind="Polygon", **properties):
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": [ring or SQUARE]},
        "properties": {"code": code, **properties},
    }


def text(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_the_area_of_a_square_at_the_equator_and_at_sixty_degrees():
    assert round(area_of(moved(-111.6, -29)[:-1]), 1) == 12392.1
    assert round(area_of(moved(-111.6, 31)[:-1]), 0) == 6196, "half as wide there"


def test_boundaries_are_stored_and_new_plots_made(people, plot):
    plan = read_boundaries(
        plot.park,
        text(
            feature(),
            feature("B-01", kind="Polygon")
            | {"properties": {"code": "B-01", "kind": "plant", "area_sqm": 10838}},
        ).encode(),
    )
    assert (plan.problems, plan.new) == ([], 1)
    assert [bool(outline.remark) for outline in plan.outlines] == [True, False], (
        "A-01 is stored with 66,700 m²"
    )
    write_boundaries(plot.park, plan, by=people.park_officer)
    plot.refresh_from_db()
    made = Plot.objects.get(code="B-01")
    assert (plot.boundary, made.kind, made.area_sqm) == (SQUARE[:-1], "plant", Decimal(10838))
    assert plot.history.first().history_user == people.park_officer


@pytest.mark.parametrize(
    "bad",
    [
        feature(code=""),
        feature(code="\0"),
        feature(kind="Point"),
        feature(ring=SQUARE[:-1]),
        feature(ring=[[0, 0], [181, 0], [1, 1], [0, 0]]),
        feature(code="Z-9"),
        feature(code="Z-9", kind="Polygon")
        | {"properties": {"code": "Z-9", "kind": "plant", "area_sqm": "much"}},
        feature(ring=[[0, 0], [0, 0], [0, 0], [0, 0]]),
        feature(ring=[[0, 0], ["x", 0], [1, 1], [0, 0]]),
        feature(ring=[[0, 0], [True, 0], [1, 1], [0, 0]]),
        "nonsense",
        None,
        {"properties": "x"},
        {"properties": {"code": "A-01"}},
    ],
)
def test_a_bad_feature_is_named_and_nothing_is_written(plot, bad):
    plan = read_boundaries(plot.park, text(feature(), bad).encode())
    assert [number for number, _code, _message in plan.problems] == [2]


@pytest.mark.parametrize(
    "bad", ["", "{}", "[]", '{"features": []}', '{"features": 3}', "\x00", '{"features": null}']
)
def test_what_is_no_geojson_is_said_to_be_none(plot, bad):
    assert len(read_boundaries(plot.park, bad.encode()).problems) == 1


def test_a_plot_named_twice_is_a_problem(plot):
    assert [
        number
        for number, *_rest in read_boundaries(
            plot.park, text(feature(), feature()).encode()
        ).problems
    ] == [2]


def test_the_map_colours_each_plot_by_its_status_and_shows_the_inner_parks(people, plot, lead):
    inner = Park.objects.create(
        name="德国工业园", level="national", parent=plot.park, department=people.park_department
    )
    east = [[x + 0.002, y] for x, y in SQUARE[:-1]]
    Plot.objects.create(park=inner, code="D-01", kind="plant", area_sqm=900, boundary=east)
    assert len(park_map(plot.park)["shapes"]) == 1, "A-01 has no boundary yet"
    Plot.objects.filter(pk=plot.pk).update(boundary=SQUARE[:-1])
    reserve(plot, lead, by=people.officer)
    drawn = park_map(plot.park)
    assert {shape["plot"].code: shape["status"] for shape in drawn["shapes"]} == {
        "A-01": "reserved",
        "D-01": "free",
    }
    assert (drawn["width"], drawn["height"]) == (960, 381), (
        "three squares wide, one high, and the margin"
    )
    assert park_map(inner)["shapes"][0]["plot"].code == "D-01"


@pytest.mark.parametrize(
    ("status", "wide", "said"),
    [
        ("free", 120, "9,000 ㎡"),
        ("free", 40, ""),  # half a number would be another number
        ("occupied", 46, "已占用"),
        ("occupied", 20, ""),
    ],
)
def test_what_is_written_on_a_plot_fits_it(status, wide, said):
    plot = Plot(code="B-01", kind="plant", area_sqm=Decimal(9000))
    plot.status = status
    assert _note(plot, "", wide) == said


def test_the_import_shows_a_preview_and_writes_when_confirmed(client, people, plot):
    url = reverse("park:boundaries", args=[plot.park_id])
    client.force_login(people.park_officer)
    page = client.post(url, {"file": SimpleUploadedFile("park.geojson", text(feature()).encode())})
    assert Plot.objects.get().boundary == []
    client.post(url, {"confirmed": page.context["confirmed"]})
    assert Plot.objects.get().boundary == SQUARE[:-1]
    assert b"park-map" in client.get(reverse("park:inspect", args=[plot.park_id])).content
    broken = client.post(url, {"file": SimpleUploadedFile("park.geojson", b"\xff\xfe")})
    assert "confirmed" not in broken.context
    assert client.post(url, {"confirmed": "forged"}).status_code == 302
    client.force_login(people.officer)
    assert client.post(url, {"confirmed": page.context["confirmed"]}).status_code in (302, 403)


def test_boundaries_in_gbk_are_read_to_the_letter_and_big5_is_refused(plot):
    Plot.objects.filter(pk=plot.pk).update(code="北区-01")
    content = (Path(__file__).parents[1] / "files" / "plots_in_gbk.geojson").read_bytes()
    assert [outline.code for outline in read_boundaries(plot.park, content).outlines] == ["北区-01"]
    big5 = (
        text(feature("東區開發用地-01", kind="Polygon"))
        .encode()
        .decode("unicode_escape")
        .encode("big5")
    )
    ((number, _code, message),) = read_boundaries(plot.park, big5).problems
    assert number == 0
    assert "Big5" in message


@pytest.mark.parametrize(
    "content",
    [
        b'{"features": [' + b"9" * 5000 + b"]}",
        b'{"features": ' + b"[" * 100_000,
        b'{"features": [{"a": NaN}]}',
    ],
)
def test_numbers_and_depths_without_measure_are_a_sentence_on_the_screen(
    client, people, plot, content
):
    client.force_login(people.park_officer)
    upload = SimpleUploadedFile("park.geojson", content)
    page = client.post(reverse("park:boundaries", args=[plot.park_id]), {"file": upload})
    assert (page.status_code, len(page.context["plan"].problems)) == (200, 1)
