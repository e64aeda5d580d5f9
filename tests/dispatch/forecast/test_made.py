"""From the records to the row that a page reads."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.core.database.owner import as_owner
from crm.core.indicators.keep import keep_up
from crm.core.indicators.read import value_of
from crm.core.models import Move
from crm.dispatch.forecast import make
from crm.dispatch.forecast.cases import SIGNED
from crm.dispatch.forecast.history import cases
from crm.dispatch.forecast.make import make_forecasts
from crm.dispatch.forecast.outlook import Fan, Outlook, Weight
from crm.dispatch.forecast.shown import forecasts_for, weighing
from crm.dispatch.models import Forecast
from leads.models import Lead
from tests.core.indicators.test_indicators import money

PAGE = "dashboard:forecast"


def test_a_deal_is_read_with_its_stages_its_contract_and_its_money(deal):
    Lead.objects.update(received_at="2022-01-10T00:00+08:00")
    with as_owner():  # an hour of the past
        Move.objects.filter(content_type__model="lead").update(at="2022-02-01T00:00+08:00")
    money(deal.project, 5_000_000, date(2022, 6, 1))
    money(deal.project, 9_000_000, date(2022, 7, 1), state="reported")
    case = next(each for each in cases() if each.project == deal.project.pk)
    assert [stay.stage for stay in case.stays][0] == "new"
    assert (case.stays[-1].stage, case.stays[-1].to) == ("talks", SIGNED)
    assert case.stays[-1].until == deal.project.signed_on == case.signed_on
    assert case.amount == 300_000_000
    assert (date(2022, 6, 1), 5_000_000.0) in case.arrivals
    assert all(day != date(2022, 7, 1) for day, _amount in case.arrivals), "not verified"


def test_a_small_history_gives_no_figure_and_says_so(client, people, deal):
    keep_up()
    made = make_forecasts()
    assert [each.months for each in made] == [[], []]
    client.force_login(people.leader)
    page = client.get(reverse(PAGE)).text
    assert "历史数据不足" in page and "八成可能区间</span>" not in page


def test_before_the_first_night_it_says_so(client, people, deal):
    client.force_login(people.leader)
    assert "预测每晚测算一次" in client.get(reverse(PAGE)).text


@pytest.fixture
def foretold(deal, monkeypatch):
    """As if the history were large enough: 1 to 3 hundred million more until the year's end."""
    lead = Lead.objects.exclude(pk=deal.project.lead_id).first()
    weights = [Weight(deal.project.pk, deal.project.lead_id, 0.375, 1e8)]
    weights += [Weight(None, lead.pk, 0.1, 1e6)] if lead else []

    def said(learner, ends_on, **_more):
        fan = Fan([ends_on], [1e8], [2e8], [3e8])
        return Outlook(fan, fan, weights)

    monkeypatch.setattr(make, "outlook", said)
    keep_up()
    make_forecasts()
    return deal


def test_the_range_stands_on_top_of_what_came(foretold, people):
    signed, arrived = forecasts_for(people.leader, timezone.localdate())
    today = timezone.localdate()
    span = (today.replace(month=1, day=1), today - timedelta(1))
    so_far = value_of("signed_amount", span) or Decimal(0)
    assert signed.at_end("low") == so_far + 10**8
    assert signed.at_end("high") == so_far + 3 * 10**8
    assert signed.chart().band.high[11] == so_far + 3 * 10**8
    assert {each.day.year for each in signed.past()} == {today.year - 1}
    assert arrived.is_known


def test_each_reads_the_projects_that_are_theirs_to_see(foretold, people):
    row = Forecast.objects.get(indicator="signed_amount")
    assert foretold.project in [each.record for each in weighing(row, people.leader, 9)]
    (first, *_rest) = weighing(row, people.leader, 9)
    assert (first.chance, first.amount) == (38, 10**8)
    assert foretold.project not in [each.record for each in weighing(row, people.outsider, 9)]


def test_the_card_stands_on_the_citys_dashboard_of_this_year_alone(client, foretold, people):
    client.force_login(people.leader)
    page = client.get(reverse("dashboard:index") + "?of=city").text
    assert "全年预测" in page
    assert f"截至 {timezone.localdate() - timedelta(1)}" in page  # not of this hour, as the rest is
    assert "全年预测" not in client.get(reverse("dashboard:index") + "?of=city&days=month").text


def test_the_page_asks_little_and_is_for_who_sees_projects(client, foretold, people):
    client.force_login(people.leader)
    client.get(reverse(PAGE))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse(PAGE))
    assert page.status_code == 200 and foretold.project.name in page.text
    assert len(queries) <= 40
    client.force_login(people.agency)
    assert client.get(reverse(PAGE)).status_code in (302, 403, 404)


def test_a_night_that_runs_twice_leaves_one_row_a_figure(foretold):
    make_forecasts()
    assert Forecast.objects.count() == 2
