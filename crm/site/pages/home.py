"""The home page: how long things take, what is free where, industries, promises, whom to ask."""

from dataclasses import dataclass

from ..figures.public_figures import Measured, figures, measured
from ..models import (
    ContactsPage,
    District,
    FiguresPage,
    FormPage,
    HomePage,
    IndustriesPage,
    ParkPage,
    ParksPage,
    PolicyMatchPage,
    PublicForm,
    shows,
)
from .below import first_below
from .contacts import contacts_in
from .industries import tiles

CONTACTS, TILES, FIGURES = 3, 4, 4
SHADES = 3  # from the district with least land to the one with most


@dataclass(frozen=True)
class OnTheMap:
    """A district with the free land of its parks, in mu."""

    district: District
    mu: int
    shade: int

    def __str__(self):
        return f"{self.district.name} {self.mu}"


@shows(HomePage)
def home(page, request) -> dict:
    measures = measured()
    figure_of = {figure.code: figure for figure in figures(measures)}
    industries = first_below(page, IndustriesPage)
    return {
        "measured": measures,
        "steps": told_steps(measures.steps),
        "figures": [
            figure_of[code]
            for code in ("settled", "of_lists", "free_land", "requests_in_time", "judged_in_time")
            if figure_of[code].value
        ][:FIGURES],
        "figure_of": figure_of,
        "districts": districts_with_land(measures),
        "industries": industries,
        "tiles": tiles(industries, TILES) if industries else [],
        "figures_page": first_below(page, FiguresPage),
        "parks": first_below(page, ParksPage),
        "matching": first_below(page, PolicyMatchPage),
        "enquiry": first_below(page, FormPage, form=PublicForm.ENQUIRY),
        "talk": first_below(page, FormPage, form=PublicForm.TALK),
        "contacts_page": first_below(page, ContactsPage),
        "contacts": contacts_in(page.locale)[:CONTACTS],
    }


def told_steps(steps) -> list:
    """Those that can be told; signing to construction as one where its two halves can not."""
    codes = {step.step.code for step in steps if step.days}
    halves = {"to_land", "to_start"}
    left_out = {"to_construction"} if halves <= codes else halves
    return [step for step in steps if step.days and step.step.code not in left_out]


def districts_with_land(measures: Measured) -> list[OnTheMap]:
    """Of the districts with an outline; the land of each is that of the parks of its region that
    have a page.
    """
    of_region: dict[str, int] = {}
    park_ids = set()
    for park in ParkPage.objects.live().select_related("park"):
        if park.park_id not in park_ids and park.park_id in measures.free_by_park:
            park_ids.add(park.park_id)
            region = park.park.region_id
            land = measures.free_by_park[park.park_id].land
            of_region[region] = of_region.get(region, 0) + land.mu
    districts = District.objects.exclude(outline="").select_related("region")
    areas = {district: of_region.get(district.region_id, 0) for district in districts}
    least, most = min(areas.values(), default=0), max(areas.values(), default=0)
    return [OnTheMap(district, mu, _shade(mu, least, most)) for district, mu in areas.items()]


def _shade(mu: int, least: int, most: int) -> int:
    """1 to 3, by where the district lies between those with least and with most."""
    span = most - least
    return min(1 + (mu - least) * SHADES // span, SHADES) if span else 1
