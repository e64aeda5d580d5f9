"""A park on one page: the map beside the panel of the chosen plot, what the park is for, its lists
and charts.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from parks.grounds.figures import Areas, figures_of_park, settled_in
from parks.grounds.positioning import OUTSIDE, Positioning
from parks.models import (
    Availability,
    Contribution,
    Entry,
    EntryApplication,
    Facility,
    Park,
    ParkIndustry,
    Plot,
    SpaceNeed,
)
from parks.space.map import standing_plots
from parks.space.plot_panel import panel_of
from parks.space.reserve import reserve
from parks.space.seekers import seekers_of
from tests.markup import flat

# 0.001 degree of latitude is 111.32 m
SQUARE = [[111.6, 29.0], [111.601, 29.0], [111.601, 29.001], [111.6, 29.001]]


def moved(east):
    return [[x + east, y] for x, y in SQUARE]


def page(client, park, **asked):
    return client.get(reverse("park:inspect", args=[park.pk]), asked)


@pytest.fixture
def free_plot(plot):
    return Plot.objects.create(
        park=plot.park,
        code="A-02",
        kind="land",
        area_sqm=Decimal(20_000),
        price_per_sqm=Decimal(300),
        boundary=moved(0.002),
    )


@pytest.fixture
def mapped(plot, free_plot):
    plot.boundary = SQUARE
    plot.save()
    return plot.park


def figures_of(park, person):
    return figures_of_park(park, person, Areas(standing_plots(park)), settled_in(park, person))


def contribution(deal, people, **facts):
    state = {"state": "verified", "verified_by": people.finance, "verified_at": timezone.now()}
    return Contribution.objects.create(
        enterprise=deal.enterprise, reported_by=people.park_officer, **state, **facts
    )


def test_a_plot_is_chosen_by_its_address_and_its_panel_comes_alone(client, people, deal, mapped):
    client.force_login(people.park_officer)
    held = mapped.plots.get(code="A-01")
    whole = flat(page(client, mapped, plot=held.pk))
    assert f'href="?plot={held.pk}#plot"' in whole
    assert "A-01 100 亩" in whole
    assert deal.project.name in whole
    alone = flat(page(client, mapped, plot=held.pk, panel="plot"))
    assert "A-01 100 亩" in alone
    assert '<svg class="park-map"' not in alone
    assert "ds-tabs" not in alone


def test_without_a_choice_the_largest_free_plot_is_shown_and_no_sheet_opens(
    client, people, deal, mapped
):
    client.force_login(people.officer)
    whole = page(client, mapped)
    assert "A-02 30 亩" in flat(whole)
    assert "data-open" not in flat(whole)
    other = Plot.objects.create(
        park=Park.objects.create(name="他园", level="city", department=people.park_department),
        code="Z-1",
        kind="land",
        area_sqm=1,
    )
    for nonsense in (other.pk, "x", "0", "9" * 30):
        assert "A-02 30 亩" in flat(page(client, mapped, plot=nonsense))


def test_who_stands_there_is_named_to_those_who_see_the_project_alone(client, people, deal, mapped):
    for person, is_named in ((people.park_officer, True), (people.outsider, False)):
        client.force_login(person)
        held = mapped.plots.get(code="A-01")
        text = flat(page(client, mapped, plot=held.pk))
        assert ("示范新能源" in text) is is_named
        assert (deal.project.name in text) is is_named


def test_a_park_without_boundaries_shows_its_plots_as_a_list_beside_the_panel(client, people, plot):
    client.force_login(people.park_officer)
    text = flat(page(client, plot.park))
    assert f'href="?plot={plot.pk}#tabs"' in text
    assert reverse("park:boundaries", args=[plot.park_id]) in text
    assert "park-map" not in text.replace("park-map__", "")


def test_a_plot_knows_whom_it_suits_and_why(people, lead, free_plot):
    SpaceNeed.objects.create(
        lead=lead, kind="land", area_sqm=18_000, musts=["kind", "area_sqm"], price_most=250
    )
    (best,) = seekers_of(free_plot, people.officer)
    assert (best.record, best.match.misses, best.link) == (
        lead,
        [],
        reverse("lead:inspect", args=[lead.pk]),
    )
    assert [line.is_met for line in best.reasons] == [False, False, True, True], (
        "what is not met comes first: the price and the industry"
    )
    assert seekers_of(free_plot, people.outsider) == [], "another department's lead"


def test_whom_a_hard_condition_shuts_out_stands_behind_the_others(people, lead, signed, free_plot):
    SpaceNeed.objects.create(lead=lead, kind="land", area_sqm=40_000, musts=["area_sqm"])
    from leads.pipeline.register import register_lead

    other = register_lead(
        by=people.officer,
        company=lead.company,
        title="零部件项目",
        channel="chain",
        department=people.city,
        industry=lead.industry,
        investment=Decimal(10_000_000),
        land_mu=Decimal(20),
    )
    found = seekers_of(free_plot, people.officer)
    assert [each.record for each in found] == [other, signed], "the project, not its lead as well"
    assert [len(each.match.misses) for each in found] == [0, 1]


def test_the_panel_offers_what_the_person_may_do(people, lead, signed, free_plot):
    signed.host_department = people.park_department
    signed.save()

    def offered(person):
        found = Plot.objects.with_status().get(pk=free_plot.pk)
        return [link for _label, link in panel_of(found, person).actions]

    assert offered(people.auditor) == []
    assert offered(people.park_officer) == [
        reverse("plot:reserve", args=[free_plot.pk]),
        reverse("plot:set_status", args=[free_plot.pk]),
    ]
    made = reserve(free_plot, lead, by=people.officer)
    assert offered(people.park_officer) == [
        reverse("enterprise:enter", args=[signed.pk]),
        reverse("reservation:inspect", args=[made.pk]),
        reverse("plot:set_status", args=[free_plot.pk]),
    ]


def test_the_panel_says_for_how_long_a_plot_has_been_free(people, free_plot):
    on = timezone.localdate().replace(year=timezone.localdate().year - 1)
    Availability.objects.create(plot=free_plot, status="free", starts_on=on, reason="收回")
    found = panel_of(Plot.objects.with_status().get(pk=free_plot.pk), people.officer)
    days = (timezone.localdate() - on).days
    assert f"{days} 天" in [str(value) for _label, value in found.facts]
    assert ("20") in [str(value) for _label, value in found.facts], (
        "300 yuan/m² are 20 times ten thousand yuan a mu"
    )


def test_the_figures_count_land_in_mu_and_name_their_unit(people, deal, mapped):
    Plot.objects.create(park=mapped, code="P-1", kind="plant", area_sqm=30_000)
    figures = {figure.label: figure for figure in figures_of(mapped, people.park_officer)}
    land = figures["已用土地"]
    assert (land.value, land.unit, land.percent) == ("77", "%", 77), "66,700 of 86,700 m²"
    assert land.notes == ("100.1 / 130.1 亩",)
    assert figures["已租厂房"].notes == ("0 / 3 万㎡",)
    assert (figures["落户企业"].value, figures["落户企业"].unit) == ("1", "家")
    assert "亩均" not in "".join(figures), "no tax is verified yet"


def test_the_tax_a_mu_stands_beside_what_was_promised_and_the_year_before(people, deal, mapped):
    year = timezone.localdate().year
    for of, amount in ((year - 1, 1_000_500), (year - 2, 500_250)):
        contribution(
            deal,
            people,
            metric="tax",
            amount=Decimal(amount),
            local_amount=Decimal(amount),
            happened_on=date(of, 12, 1),
            period_from=date(of, 11, 1),
            period_to=date(of, 11, 30),
        )
    EntryApplication.objects.create(
        number="RY-T-1",
        project=deal.project,
        plot=mapped.plots.get(code="A-01"),
        promised_investment=1,
        promised_start_on=date(2022, 6, 1),
        promised_production_on=date(2023, 6, 1),
        output_per_mu=1,
        tax_per_mu=Decimal(20_000),
        applied_by=people.park_officer,
        state="handed_over",
        agreed_on=date(2022, 3, 20),
        agreement_number="RY-1",
        hand_over_by=date(2022, 4, 1),
        handed_over_on=date(2022, 4, 1),
    )
    (tax,) = (
        figure for figure in figures_of(mapped, people.park_officer) if "亩均" in figure.label
    )
    assert (tax.value, tax.unit, tax.percent, tax.tone) == ("1", "万元", 50, "yellow"), (
        "1,000,500 yuan on 100.05 mu"
    )
    assert tax.notes[0] == "承诺 2 万元"
    assert "100%" in tax.notes[1]


def test_industries_count_their_enterprises_and_who_is_outside(client, people, deal, mapped):
    battery = ParkIndustry.objects.create(
        park=mapped, name="新能源", role="leading", industry_codes="384"
    )
    ParkIndustry.objects.create(park=mapped, name="食品", role="auxiliary", industry_codes="14")
    found = Positioning(mapped, people.park_officer)
    leading, auxiliary = found.roles()
    assert [(each.industry, each.count) for each in leading.settled] == [(battery, 1)]
    assert (leading.standing, found.outside) == ("1 / 3，可增 2 个", 0)
    assert auxiliary.settled[0].count == 0
    battery.industry_codes = "27"
    battery.save()
    assert Positioning(mapped, people.park_officer).outside == 1
    client.force_login(people.park_officer)
    listed = flat(page(client, mapped, tab="enterprises", industry=OUTSIDE))
    assert deal.enterprise.name in listed
    assert deal.enterprise.name not in flat(
        page(client, mapped, tab="enterprises", industry=battery.pk)
    )
    assert Positioning(mapped, people.outsider).outside == 0, "of what one sees"


def test_the_plots_are_a_table_filtered_by_their_state(client, people, deal, mapped):
    client.force_login(people.park_officer)

    def codes(**asked):
        text = flat(page(client, mapped, tab="plots", panel="tab", **asked))
        return [code for code in ("A-01", "A-02") if f">{code}</a>" in text]

    assert codes() == ["A-01", "A-02"]
    assert codes(status="free") == ["A-02"]
    assert codes(status="occupied") == ["A-01"]
    assert codes(kind="plant") == []


def test_the_charts_lead_to_their_records(client, people, deal, mapped):
    today = timezone.localdate()
    contribution(
        deal,
        people,
        metric="paid_in",
        amount=Decimal(3_000_000),
        happened_on=date(today.year, 1, 5),
    )
    contribution(  # the same money in another view
        deal,
        people,
        metric="fixed_assets",
        amount=Decimal(2_000_000),
        happened_on=date(today.year, 1, 20),
    )
    contribution(
        deal,
        people,
        metric="tax",
        amount=Decimal(40_000),
        local_amount=Decimal(20_000),
        happened_on=date(today.year, 1, 15),
        period_from=date(today.year, 1, 1),
        period_to=date(today.year, 1, 31),
    )
    from parks.contributions.of_park import money_by_month, tax_by_enterprise

    money = money_by_month(mapped, people.park_officer, today)
    assert money.series[0].values[0] == Decimal(3_000_000), "the larger view counts, once"
    assert money.series[0].links[0] == f"?tab=money&month={today.year}-01#tabs"
    tax = tax_by_enterprise(mapped, people.park_officer, today)
    assert (tax.series[0].values, tax.series[1].values) == ([Decimal(40_000)], [None])
    assert tax.series[0].links == [reverse("enterprise:inspect", args=[deal.enterprise.pk])]
    assert tax_by_enterprise(mapped, people.outsider, today).is_empty
    client.force_login(people.park_officer)
    january = flat(page(client, mapped, tab="money", month=f"{today.year}-01"))
    assert january.count(reverse("contribution:index")[:-1]) >= 3
    for nonsense in ("x", "2026-13", "2026-02-30", ""):
        assert page(client, mapped, tab="money", month=nonsense).status_code == 200


@pytest.mark.parametrize(
    "tab", ["map", "enterprises", "plots", "applications", "money", "overview"]
)
def test_the_page_asks_as_little_of_a_large_park_as_of_a_small_one(
    client, people, deal, mapped, django_assert_max_num_queries, tab
):
    plots = Plot.objects.bulk_create(
        Plot(park=mapped, code=f"C-{n}", kind="plant", area_sqm=900 + n, boundary=moved(0.002 * n))
        for n in range(3, 60)
    )
    Entry.objects.bulk_create(
        Entry(project=deal.project, plot=each, starts_on=date(2024, 1, 1)) for each in plots[:30]
    )
    for n in range(30):
        contribution(
            deal, people, metric="paid_in", amount=Decimal(1000 + n), happened_on=date(2026, 1, 5)
        )
    client.force_login(people.park_officer)
    page(client, mapped, tab=tab)  # what is asked once a process
    with django_assert_max_num_queries(40):
        assert page(client, mapped, tab=tab).status_code == 200


def test_what_is_said_of_a_park_is_read_where_it_was_written(client, people, plot):
    client.force_login(people.park_officer)
    said = client.post(
        reverse("park:comment", args=[plot.park_id]), {"kind": "note", "text": "二期征地已批"}
    )
    assert said.url.endswith("?tab=overview#timeline")
    assert "二期征地已批" in flat(page(client, plot.park, tab="overview"))
    refused = client.post(
        reverse("park:comment", args=[plot.park_id]), {"kind": "note", "text": ""}
    )
    assert "ds-composer" in flat(refused)


def test_an_empty_tab_is_there_for_those_who_may_fill_it(client, people, plot):
    address = f"{reverse('facility:add')}?park={plot.park_id}"
    client.force_login(people.park_officer)
    assert address in flat(page(client, plot.park, tab="facilities"))
    client.force_login(people.auditor)
    assert "?tab=facilities" not in flat(page(client, plot.park))
    Facility.objects.create(park=plot.park, kind="school", name="示范小学", progress="open")
    assert "?tab=facilities" in flat(page(client, plot.park))
