"""Boundaries of plots from a GeoJSON file: checked whole, then written whole.

Each feature is a Polygon in longitude and latitude (WGS 84; CGCS2000 is the same to a metre) whose
property ``code`` is the plot's number. A plot that is not stored yet is made where the properties
``kind`` ("land" or "plant") and ``area_sqm`` describe it too. What is wrong is refused; what is
only unlikely, such as land that lies over other land, is written with a reason.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.trees import json_of
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from crm.core.writing.reasons import with_note

from ..models import Park, Plot
from ..models.plot import PlotStatus
from .map import area_of
from .overlaps import Ground, common_shift, far_off, overlaps, standing_around
from .polygons import meets_itself_at, ring_of

MOST_FEATURES, MOST_CORNERS = 2000, 500
AREA_DIFFERS = Decimal("0.1")  # from this part on the drawn area is remarked on


@dataclass(frozen=True)
class Outline:
    """One feature that can be stored. ``remark`` says what to look at again."""

    code: str
    boundary: list
    plot: Plot | None
    kind: str = ""
    area_sqm: Decimal | None = None
    remark: str = ""


@dataclass
class Plan:
    """What a file would change. ``problems`` are (number of the feature from 1, its code, message);
    with any, nothing is written.

    ``doubts`` have the same form, but with a reason a person may write the outlines all the same; 0
    is the number of the whole file.
    """

    outlines: list[Outline] = field(default_factory=list)
    problems: list[tuple] = field(default_factory=list)
    doubts: list[tuple] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(outline.plot is None for outline in self.outlines)


class _Wrong(ValueError):
    """What is wrong with one feature, in words."""


def read_boundaries(park: Park, content: bytes) -> Plan:
    plan = Plan()
    try:
        collection = json_of(content)
        features = collection["features"]
        if not isinstance(features, list) or not features:
            raise KeyError
    except BadFile as bad:
        plan.problems.append((0, "", str(bad)))
        return plan
    except (KeyError, TypeError):
        plan.problems.append((0, "", _("The file is no GeoJSON FeatureCollection with features.")))
        return plan
    if system := _other_system(collection):
        plan.problems.append(
            (
                0,
                "",
                _(
                    "The file's system of coordinates is %s. Export it as WGS 84 or "
                    "CGCS2000, in degrees."
                )
                % system,
            )
        )
        return plan
    if len(features) > MOST_FEATURES:
        plan.problems.append((0, "", _("The file has more than %d features.") % MOST_FEATURES))
        return plan
    stored = {plot.code: plot for plot in park.plots.with_status()}
    codes = set()
    for number, feature in enumerate(features, start=1):
        code = _code(feature)
        try:
            plan.outlines.append(_outline(feature, code, stored, codes))
        except _Wrong as wrong:
            plan.problems.append((number, code, str(wrong)))
    if not plan.problems:
        plan.doubts = _doubts(park, plan.outlines, list(stored.values()))
    return plan


def _other_system(content) -> str:
    """The name of a system of coordinates that is not one of degrees on the usual ellipsoid; ""
    where none is named.
    """
    crs = content.get("crs")
    name = (
        crs["properties"].get("name")
        if isinstance(crs, dict) and isinstance(crs.get("properties"), dict)
        else crs
    )
    return "" if not name or re.search(r"(CRS84|[:/](4326|4490))$", str(name)) else str(name)[:60]


def _doubts(park: Park, outlines: list[Outline], stored: list[Plot]) -> list[tuple]:
    """(number, code, message) of what is unlikely about sound outlines."""
    numbers = {outline.code: number for number, outline in enumerate(outlines, start=1)}
    standing = [
        outline
        for outline in outlines
        if outline.kind == Plot.Kind.LAND
        and not (outline.plot and outline.plot.status == PlotStatus.CLOSED)
    ]
    around = standing_around(park, but=[outline.plot.pk for outline in outlines if outline.plot])
    grounds = [
        Ground(outline.code, outline.code, outline.boundary, outline.area_sqm)
        for outline in standing
    ]
    doubts = [
        (numbers[overlap.of.key], overlap.of.key, str(overlap))
        for overlap in overlaps(grounds, around)
    ]
    boundaries = [plot.boundary for plot in stored if plot.boundary] or [
        outline.boundary for outline in outlines
    ]
    doubts += [
        (numbers[outline.code], outline.code, remark)
        for outline in outlines
        if (remark := far_off(outline.boundary, boundaries))
    ]
    redrawn = [
        (outline.plot.boundary, outline.boundary)
        for outline in outlines
        if outline.plot and outline.plot.boundary
    ]
    shift = common_shift(redrawn)
    if shift:
        doubts.append((0, "", shift))
    return sorted(doubts)


def _code(feature) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return str(properties.get("code") or "").strip() if isinstance(properties, dict) else ""


def _outline(feature, code, stored, codes) -> Outline:
    if not code or len(code) > 40 or not code.isprintable():
        raise _Wrong(_("The property “code” must name the plot, in 40 characters at most."))
    if code in codes:
        raise _Wrong(_("The plot stands twice in the file."))
    codes.add(code)
    boundary = _corners(feature.get("geometry"))
    plot = stored.get(code)
    if plot is None:
        kind, area = _described(feature["properties"])
        return Outline(code, boundary, None, kind, area, _compared(boundary, area))
    return Outline(
        code, boundary, plot, plot.kind, plot.area_sqm, _compared(boundary, plot.area_sqm)
    )


def _corners(geometry) -> list:
    """The outer ring without its repeated first corner. Raises _Wrong for anything but one closed
    ring of real corners.
    """
    if (
        not isinstance(geometry, dict)
        or geometry.get("type") != "Polygon"
        or not isinstance(geometry.get("coordinates"), list)
    ):
        raise _Wrong(_("The geometry must be a Polygon."))
    if len(geometry["coordinates"]) != 1:
        raise _Wrong(_("A plot is one ring without holes."))
    ring = geometry["coordinates"][0]
    if not isinstance(ring, list) or not all(_is_corner(corner) for corner in ring):
        raise _Wrong(_("Corners are pairs of longitude and latitude in degrees."))
    corners = [[float(corner[0]), float(corner[1])] for corner in ring]
    if len(corners) < 4 or corners[0] != corners[-1]:
        raise _Wrong(_("The ring must have three corners at least and end where it begins."))
    if len(corners) > MOST_CORNERS:
        raise _Wrong(_("The ring has more than %d corners.") % MOST_CORNERS)
    _check_place(corners)
    corners = ring_of(corners[:-1])
    if len(corners) > 2 and (place := meets_itself_at(corners)):
        raise _Wrong(
            _("The boundary crosses or touches itself at longitude %(x)s, latitude %(y)s.")
            % {"x": f"{place[0]:.6f}", "y": f"{place[1]:.6f}"}
        )
    if area_of(corners) < 1:
        raise _Wrong(_("The corners enclose no area."))
    return corners


def _check_place(corners):
    """Raises _Wrong for corners outside the country; exchanged longitude and latitude get a message
    of their own.
    """
    if all(_is_within(x, y) for x, y in corners):
        return
    if all(_is_within(y, x) for x, y in corners):
        raise _Wrong(
            _("Longitude and latitude are exchanged: a corner is longitude first, then latitude.")
        )
    raise _Wrong(_("The plot does not lie in China (longitude 73 to 136, latitude 3 to 54)."))


def _is_within(longitude, latitude) -> bool:
    return 73 <= longitude <= 136 and 3 <= latitude <= 54


def _is_corner(corner) -> bool:
    if (
        not isinstance(corner, list)
        or len(corner) < 2
        or not all(type(number) in (int, float) for number in corner[:2])
    ):
        return False
    return -180 <= corner[0] <= 180 and -180 <= corner[1] <= 180


def _described(properties) -> tuple[str, Decimal]:
    kind = str(properties.get("kind") or "")
    try:
        area = Decimal(str(properties.get("area_sqm"))).quantize(Decimal("0.01"))
    except InvalidOperation:
        area = Decimal(0)
    if not area.is_finite():  # "NaN" is a number to the computer
        area = Decimal(0)
    if kind not in Plot.Kind.values or not 0 < area < 10**10:
        raise _Wrong(
            _(
                "No plot of this park has this number. To make it, give “kind” (land or "
                "plant) and “area_sqm”."
            )
        )
    return kind, area


def _compared(boundary, area: Decimal) -> str:
    drawn_area = Decimal(area_of(boundary))
    if abs(drawn_area - area) <= area * AREA_DIFFERS:
        return ""
    return _("drawn: %(drawn)s m², stored: %(stored)s m²") % {
        "drawn": f"{drawn_area:,.0f}",
        "stored": f"{area:,.0f}",
    }


@as_one()
def write_boundaries(park: Park, plan: Plan, *, by, reason: str = ""):
    """Store every outline of a plan without problems; where it leaves doubts, with the ``reason``
    for which they are accepted.
    """
    if not by.has_perm("parks.change_plot"):
        raise NotPermitted(_("You do not have the right to change plots."))
    if plan.problems:
        raise Refused(_("The file has problems; nothing is written."))
    if plan.doubts and not reason.strip():
        raise Refused(_("Correct the boundaries, or say for what reason they are right."))
    why = with_note(_("boundary from GeoJSON"), reason.strip() if plan.doubts else "")
    for outline in plan.outlines:
        plot = outline.plot or Plot(
            park=park, code=outline.code, kind=outline.kind, area_sqm=outline.area_sqm
        )
        plot.boundary = outline.boundary
        save_as(plot, by=by, reason=why)
