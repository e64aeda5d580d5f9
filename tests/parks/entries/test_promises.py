"""A plot of 66,700 m² is 100.05 mu. Investment is due with production; output and tax from the
first whole year after it.
"""

from datetime import date
from decimal import Decimal

import pytest

from crm.core.transitions import perform
from parks.contributions.report import report
from parks.entries.promises import promises_against_facts
from parks.models import EntryApplication


@pytest.fixture
def application(people, deal):
    """The deal's project entered, started on 2022-06-01 and produced from 2023-06-01."""
    return EntryApplication.objects.create(
        number="RY-1",
        project=deal.project,
        plot=deal.project.entries.get().plot,
        state="handed_over",
        applied_by=people.officer,
        promised_investment=Decimal(200_000_000),
        promised_start_on=date(2022, 6, 1),
        promised_production_on=date(2023, 5, 31),
        output_per_mu=Decimal(1_000_000),
        tax_per_mu=Decimal(50_000),
    )


@pytest.fixture
def verified(people, deal, evidence):
    def make(metric, amount, day, **facts):
        made = report(
            deal.enterprise,
            by=people.park_officer,
            evidence=evidence(),
            metric=metric,
            amount=Decimal(amount),
            happened_on=day,
            **facts,
        )
        perform(made, "verify", by=people.finance)

    return make


def line(application, code, on):
    return next(fact for fact in promises_against_facts(application, on) if fact.code == code)


def test_the_start_in_time_and_production_a_day_late(application):
    assert line(application, "start", date(2022, 5, 31)).verdict == "not_yet"
    assert line(application, "start", date(2022, 6, 1)).verdict == "kept"
    late = line(application, "production", date(2024, 1, 1))
    assert (late.verdict, late.promised, late.fact) == ("behind", "2023-05-31", "2023-06-01")
    assert "1" in late.why


def test_the_investment_counts_the_largest_view_of_the_money_once(application, verified):
    verified("paid_in", 50_000_000, date(2022, 7, 1))
    verified("fixed_assets", 120_000_000, date(2022, 12, 1))
    assert line(application, "investment", date(2023, 5, 31)).verdict == "not_yet"
    behind = line(application, "investment", date(2023, 6, 1))
    assert (behind.verdict, behind.fact) == ("behind", "1.2 亿元")
    assert "60.0%" in behind.why
    verified("fixed_assets", 80_000_000, date(2023, 6, 1))
    assert line(application, "investment", date(2023, 6, 1)).verdict == "kept"


@pytest.mark.parametrize(("amount", "verdict"), [("5002500", "kept"), ("5002400", "behind")])
def test_tax_per_mu_at_the_edge(application, verified, amount, verdict):
    """50,000 yuan × 100.05 mu = 5,002,500 yuan."""
    verified(
        "tax",
        amount,
        date(2024, 12, 31),
        local_amount=Decimal(1),
        period_from=date(2024, 1, 1),
        period_to=date(2024, 12, 31),
    )
    assert line(application, "tax", date(2024, 12, 31)).verdict == "not_yet", (
        "2023 was not a whole year of production"
    )
    assert line(application, "tax", date(2025, 1, 1)).verdict == verdict


def test_a_tax_that_is_paid_a_year_later_belongs_to_its_period(application, verified):
    verified(
        "tax",
        5_002_500,
        date(2025, 1, 20),
        local_amount=Decimal(1),
        period_from=date(2024, 12, 1),
        period_to=date(2024, 12, 31),
    )
    assert line(application, "tax", date(2025, 2, 1)).verdict == "kept"
    assert line(application, "tax", date(2026, 2, 1)).verdict == "behind"


def test_a_plot_of_less_than_a_hundredth_of_a_mu_divides_nothing(application, verified):
    application.plot.area_sqm = Decimal(1)
    application.plot.save()
    verified("revenue", 1_000_000, date(2024, 6, 30))
    output = line(application, "output", date(2025, 2, 1))
    assert (output.verdict, output.fact) == ("behind", "0 元")


def test_unverified_money_does_not_count(application, people, deal, evidence):
    report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="revenue",
        amount=Decimal(900_000_000),
        happened_on=date(2024, 12, 31),
    )
    output = line(application, "output", date(2025, 2, 1))
    assert (output.verdict, output.fact) == ("behind", "0 元")


def test_the_page_shows_every_promise_and_offers_the_breach_to_the_park(
    client, people, application
):
    from django.urls import reverse

    client.force_login(people.park_officer)
    page = client.get(
        reverse("entryapplication:inspect", args=[application.pk]) + "?tab=promises"
    ).content.decode()
    assert f"{reverse('entryapplication:breach', args=[application.pk])}?promise=production" in page
    assert page.count('class="verdict--') == 5
    client.force_login(people.auditor)
    assert (
        "?promise="
        not in client.get(
            reverse("entryapplication:inspect", args=[application.pk])
        ).content.decode()
    )
