"""What stands round a list: its columns, conditions, views with counts, what is done with many."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.viewsets import viewsets

from crm.core.models import ListLook, SavedView
from crm.core.models.lifecycle import Stateful
from crm.staff import paging
from crm.staff.columns import MoneyColumn
from crm.staff.view_counts import counts_of
from crm.staff.viewsets import RecordViewSet
from leads.models import Company, Lead
from tests.markup import flat


@pytest.fixture(autouse=True)
def counted_anew():
    cache.clear()


@pytest.fixture
def leads(people):
    """Three of the city's, one of another district."""
    amounts = {"new": 50_000_000, "judged": 320_000_000, "engaged": 9_000_000}
    company = Company.objects.create(name="沅江实业")
    for number, (state, amount) in enumerate(amounts.items()):
        Lead.objects.create(
            number=f"XS-{number}",
            title=f"项目{number}",
            company=company,
            channel="chain",
            state=state,
            department=people.city,
            owner=people.officer,
            investment=Decimal(amount),
            received_at=timezone.now(),
        )
    Lead.objects.create(
        number="XS-9",
        title="外区项目",
        company=company,
        channel="chain",
        department=people.other_department,
        investment=Decimal(1_000_000_000),
        received_at=timezone.now(),
    )


def page(client, **query) -> str:
    return flat(client.get(reverse("lead:index"), {"view": "all"} | query))


def heads(client, **query) -> list[str]:
    table = client.get(reverse("lead:index"), {"view": "all"} | query).context["table"]
    return [head.label for head in table.heads if head.label]


def titles(client, **query) -> set[str]:
    rows = client.get(reverse("lead:index"), query).context["table"].data
    return {row.title for row in rows}


def test_the_total_is_that_of_the_whole_filtered_list_in_the_unit_of_the_column(
    client, people, leads
):
    client.force_login(people.officer)
    table = client.get(reverse("lead:index"), {"view": "all"}).context["table"]
    (total,) = table.totals
    assert total.amounts == {"investment": ("CNY", Decimal(379_000_000))}
    assert ">3.79<" in page(client)
    (few,) = client.get(reverse("lead:index"), {"state": "engaged"}).context["table"].totals
    assert few.amounts == {"investment": ("CNY", Decimal(9_000_000))}


def totals(client, **query):
    context = client.get(reverse("lead:index"), {"view": "all"} | query).context
    return context["table"].totals[0], context["amounts"]


def test_what_was_refused_or_lost_does_not_count_in_the_total(client, people, leads, monkeypatch):
    Lead.objects.filter(state="judged").update(state="lost")
    client.force_login(people.officer)
    total, ((_label, in_head),) = totals(client)
    assert total.amounts == {"investment": ("CNY", Decimal(59_000_000))}
    assert (total.remark, in_head) == ("不含流失", "5,900 万元（不含流失）")
    assert "合计（不含流失）" in page(client)
    monkeypatch.setattr(paging, "COUNTED", 1)
    of_page, _in_head = totals(client)
    assert of_page.amounts == {"investment": ("CNY", Decimal(59_000_000))}


def test_who_looks_at_what_was_lost_alone_reads_what_it_came_to(client, people, leads):
    Lead.objects.filter(state="judged").update(state="lost")
    client.force_login(people.officer)
    total, _in_head = totals(client, state="lost")
    assert total.amounts == {"investment": ("CNY", Decimal(320_000_000))} and not total.remark
    both, _in_head = totals(client, state=["lost", "new"])
    assert both.amounts == {"investment": ("CNY", Decimal(50_000_000))}


# The cost of a gathering that was called off is paid all the same; a disputed statement is owed.
COUNTED_THOUGH_REFUSED = {("CampaignEvent", "cancelled"), ("Statement", "disputed")}


def test_every_list_with_a_total_knows_which_states_do_not_count():
    reverse("lead:index")  # fills the register of screens
    counted = {
        (viewset.model.__name__, state)
        for viewset in viewsets.viewsets
        if isinstance(viewset, RecordViewSet) and issubclass(viewset.model, Stateful)
        if any(isinstance(column, MoneyColumn) for column in viewset.list_display)
        for state in refused_states(viewset.model) - viewset.model.VOID
    }
    assert counted == COUNTED_THOUGH_REFUSED


def refused_states(model) -> set[str]:
    """Those in which a record ends by a step that speaks against it."""
    steps, first = model.TRANSITIONS.values(), model._meta.get_field("state").default
    refusing = {step.target for step in steps if step.negative} - {first}
    return refusing - {step.target for step in steps if not step.negative}


def test_several_states_at_once_and_an_amount_from_and_to(client, people, leads):
    client.force_login(people.officer)
    assert titles(client, state=["new", "judged"]) == {"项目0", "项目1"}
    assert titles(client, investment_from="5000") == {"项目0", "项目1"}
    assert titles(client, investment_from="900", investment_to="5000") == {"项目0", "项目2"}
    assert titles(client, investment_from="viel") == {"项目0", "项目1", "项目2"}


def test_a_condition_is_a_chip_that_says_it_and_can_be_taken_away(client, people, leads):
    client.force_login(people.officer)
    query = {"state": ["new", "judged"], "investment_from": "5000", "p": "1"}
    chips = client.get(reverse("lead:index"), query).context["chips"]
    said = {chip.name: (chip.says, chip.without) for chip in chips.active}
    assert said == {
        "state": ("新登记、已研判", "/admin/lead/?investment_from=5000"),
        "investment": ("≥ 5,000 万元", "/admin/lead/?state=new&state=judged"),
    }
    assert [chip.name for chip in chips.shown][:2] == ["state", "investment"]
    assert chips.clear == "/admin/lead/?view=all"


def test_a_chip_names_two_choices_and_counts_more(client, people, leads):
    client.force_login(people.officer)
    query = {"state": ["new", "judged", "engaged"]}
    (chip,) = client.get(reverse("lead:index"), query).context["chips"].active
    assert chip.says == "新登记等 3 项"


def test_a_person_chooses_columns_and_gets_the_given_ones_back(client, people, leads):
    client.force_login(people.officer)
    given = heads(client)
    facts = {
        "list_name": "lead",
        "query": "state=new",
        "column": ["get_state_display", "company.name"],
    }
    stored = client.post(reverse("list_columns"), facts)
    assert (stored.status_code, stored["Location"]) == (302, "/admin/lead/?state=new")
    assert heads(client) == [given[0], "状态", "企业 名称"]
    assert "沅江实业" in page(client)
    client.force_login(people.head)
    assert heads(client) == given
    client.force_login(people.officer)
    client.post(reverse("list_columns"), facts | {"as_given": ""})
    assert heads(client) == given


def test_columns_that_are_none_are_left_out(client, people, leads):
    client.force_login(people.officer)
    facts = {"list_name": "lead", "column": ["password", "owner.password", "get_state_display"]}
    client.post(reverse("list_columns"), facts)
    assert heads(client)[1:] == ["状态"]
    too_many = {"list_name": "lead", "column": [f"c{number}" for number in range(60)]}
    client.post(reverse("list_columns"), too_many)
    assert heads(client)[1:] == ["状态"]
    assert client.post(reverse("list_columns"), {"list_name": "nowhere"}).status_code == 404
    assert client.get(reverse("list_columns")).status_code == 405


def test_the_distance_of_rows_is_kept_for_all_lists_of_a_person(client, people, leads):
    client.force_login(people.officer)
    assert 'data-density="dense"' in page(client)
    client.post(reverse("list_rows"), {"list_name": "lead", "loose": "1"})
    assert 'data-density="loose"' in page(client)
    assert 'data-density="loose"' in client.get(reverse("company:index")).content.decode()
    client.post(reverse("list_rows"), {"list_name": "lead", "loose": "0"})
    assert 'data-density="dense"' in page(client)
    assert ListLook.objects.filter(user=people.officer).count() == 1


def view_of(people, name, query):
    return SavedView.objects.create(
        user=people.officer, list_name="lead", name=name, query=query, audience="everybody"
    )


def tabs(client) -> dict[str, str]:
    context = client.get(reverse("lead:index"), {"view": "all"}).context
    return {tab["view"].name: tab["count"] for tab in context["view_tabs"]}


def test_views_are_tabs_with_the_number_of_what_the_person_sees(client, people, leads):
    view_of(people, "在跟", "state=new&state=judged")
    view_of(people, "全市", "")
    view_of(people, "一亿以上", "investment_from=10000")
    client.force_login(people.officer)
    assert tabs(client) == {"在跟": "2", "全市": "3", "一亿以上": "1"}
    client.force_login(people.leader)
    assert tabs(client) == {"在跟": "3", "全市": "4", "一亿以上": "2"}


def test_all_views_are_counted_by_one_query_and_not_beyond_the_limit(
    client, people, leads, monkeypatch
):
    monkeypatch.setattr("crm.staff.view_counts.COUNTED", 2)
    client.force_login(people.officer)
    view_of(people, "全市", "")
    tabs(client)
    client.get(reverse("lead:index"), {"view": "all"})
    index = client.get(reverse("lead:index"), {"view": "all"}).context["view"]
    cache.clear()
    views = [view_of(people, f"{number}", "state=new") for number in range(4)]
    with CaptureQueriesContext(connection) as queries:
        counts = counts_of(index, views)
    assert sum("count(*)" in query["sql"] for query in queries) == 1
    assert set(counts.values()) == {"1"}
    assert tabs(client)["全市"] == "2+"


def test_a_view_with_conditions_of_once_has_no_number(client, people, leads):
    view_of(people, "旧", "state=gone&ordering=nothing")
    client.force_login(people.officer)
    assert tabs(client)["旧"] in ("", "3")


def test_an_empty_list_says_so_and_offers_the_first_action(client, people):
    client.force_login(people.officer)
    drawn = page(client)
    assert "暂无线索" in drawn and reverse("lead:add") in drawn
    assert "没有符合条件的记录" in page(client, state="new")
    client.force_login(people.auditor)
    assert reverse("lead:add") not in page(client)


def test_every_row_can_be_ticked_and_exported(client, people, leads):
    client.force_login(people.officer)
    first = Lead.objects.get(number="XS-0")
    address = reverse("wagtail_bulk_action", args=["leads", "lead", "export"])
    answer = client.get(address, {"id": first.pk, "next": "/admin/lead/?state=new"})
    assert answer["Location"] == f"/admin/lead/?export=xlsx&ticked={first.pk}"
    hidden = Lead.objects.get(number="XS-9")
    assert client.get(address, {"id": hidden.pk, "next": "/admin/lead/"}).status_code == 404
    company = Company.objects.get()
    address = reverse("wagtail_bulk_action", args=["leads", "company", "export"])
    answer = client.get(address, {"id": company.pk, "next": "/admin/company/"})
    assert answer["Location"] == f"/admin/company/?export=xlsx&ticked={company.pk}"
    assert titles(client, ticked=str(first.pk)) == {"项目0"}
