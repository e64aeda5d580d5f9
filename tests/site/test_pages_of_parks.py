"""What the page of a park and the home page show of the parks."""

import pytest

from crm.site.models import ParkPage, ParksPage
from crm.site.pages.home import _shade
from crm.site.pages.parks import neighbours
from parks.models import Entry


@pytest.mark.parametrize(
    ("mu", "shade"), [(1100, 1), (1274, 1), (1276, 2), (1449, 2), (1451, 3), (1625, 3)]
)
def test_districts_differ_by_where_they_lie_between_least_and_most(mu, shade):
    assert _shade(mu, 1100, 1625) == shade
    assert _shade(mu, mu, mu) == 1, "where all have the same, none stands out"


@pytest.fixture
def park_page(home, deal):
    parks = home.add_child(instance=ParksPage(title="园区", slug="parks", locale=home.locale))
    park = Entry.objects.get(project=deal.project).plot.park
    return parks.add_child(
        instance=ParkPage(title=park.name, slug="park", park=park, locale=home.locale)
    )


def test_neighbours_are_told_with_industry_and_year_where_the_page_says_so(park_page, deal):
    assert neighbours(park_page) == []
    park_page.shows_neighbours = True
    (found,) = neighbours(park_page)
    project = deal.project
    began = project.milestones.get(kind="producing").happened_on
    assert (found.name, found.industry, found.since) == (
        deal.enterprise.name,
        project.industry.name,
        began.year,
    )
