"""The parks whose industry is a company's, with the land that is free there."""

from datetime import date
from decimal import Decimal

from leads.models import Company, Industry
from parks.channels.fit_panel import fitting_parks
from parks.models import Availability, ParkIndustry, Plot
from parks.models.plot import PlotStatus


def test_land_that_is_not_offered_is_not_free(people, plot):
    """Of three plots of 100 mu, one is held back and one is still being planned."""
    Plot.objects.all().delete()
    park, industry = plot.park, Industry.objects.first()
    ParkIndustry.objects.create(
        park=park, name=industry.name, role="leading", industry_codes=industry.code
    )
    for code, status in (("1", None), ("2", PlotStatus.WITHHELD), ("3", PlotStatus.PLANNED)):
        piece = Plot.objects.create(
            park=park, code=code, kind="land", area_sqm=Decimal(200_000) / 3
        )
        if status:
            Availability.objects.create(
                plot=piece, status=status, starts_on=date(2025, 1, 1), reason="规划"
            )
    company = Company.objects.create(name="示范船舶有限公司", industry=industry)
    [(found, _industry, free)] = fitting_parks(company, people.officer)
    assert (found, free.quantize(Decimal("0.1"))) == (park, Decimal("100.0"))
