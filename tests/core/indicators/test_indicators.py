"""An indicator is the sum of its records, whoever wrote them, however they are divided."""

import random
import threading
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connections, transaction
from django.db.models import Sum, Value
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissions.models import LedgerEntry
from crm.core.granting import give_role
from crm.core.indicators import keep, read
from crm.core.indicators.behind import address_behind, read_behind
from crm.core.indicators.follow import make_all_anew
from crm.core.indicators.read import is_told, value_of, values_of
from crm.core.indicators.registry import DIMENSION_NAMES, INDICATORS, Ratio
from crm.core.models import Department, User
from crm.core.models.indicator import DIMENSIONS
from leads.models import (
    Chain,
    Company,
    Lead,
    Link,
    ListKind,
    Milestone,
    Project,
    TargetEntry,
    TargetList,
)
from parks.models import Contribution, Enterprise, Park

YEAR_2025 = (date(2025, 1, 1), date(2025, 12, 31))
CHANNELS = ("chain", "agent", "capital")
STATES = (Project.State.SIGNED, Project.State.STARTED, Project.State.TERMINATED)


def make_city(projects=6):
    """Two parks with their departments, and signed projects in turn in the one and the other."""
    departments = [Department.objects.create(name=f"指标{n}区") for n in range(2)]
    parks = [
        Park.objects.create(name=f"指标{n}园", level="city", department=department)
        for n, department in enumerate(departments)
    ]
    user = User.objects.create_user("indicators", department=departments[0])
    give_role(user, "park_officer")
    company = Company.objects.create(name="指标企业")
    made = []
    for n in range(projects):
        lead = Lead.objects.create(
            number=f"XS-I{n}",
            title="指标",
            company=company,
            channel=CHANNELS[n % 3],
            department=departments[n % 2],
            received_at=f"2025-0{1 + n % 9}-03T00:00+08:00",
        )
        project = Project.objects.create(
            number=f"XM-I{n}",
            name=f"指标{n}",
            lead=lead,
            company=company,
            channel=lead.channel,
            owner=user,
            department=lead.department,
            host_department=departments[n % 2],
            industry_id="3841",
            investment=Decimal(10**8),
            state=Project.State.SIGNED,
            contract_number=str(n),
            contract_amount=Decimal(n + 1) * 10**6,
            signed_on=date(2025, 1 + n % 9, 15),
            planned_start_on=date(2026, 1, 1),
        )
        Enterprise.objects.create(
            project=project,
            company=company,
            park=parks[n % 2],
            name=f"指标{n}公司",
            credit_code=f"91430700MA4L{n:06d}",
            registered_on=date(2025, 2, 1),
        )
        made.append(project)
    return SimpleNamespace(projects=made, user=user, departments=departments, parks=parks)


def money(project, amount, day, state="verified", metric="paid_in"):
    return Contribution.objects.create(
        enterprise=project.enterprise,
        metric=metric,
        amount=Decimal(amount),
        happened_on=day,
        state=state,
        reported_by=project.owner,
    )


@pytest.fixture
def city(db):
    made = make_city()
    keep.keep_up()
    return made


def test_what_was_signed_is_summed_by_what_it_is_asked_for(city):
    first, second = city.parks
    assert value_of("signed_amount", YEAR_2025) == 21_000_000
    assert value_of("signed_projects", YEAR_2025) == 6
    assert values_of("signed_amount", YEAR_2025, ["park"]) == {
        (first.pk,): 9_000_000,
        (second.pk,): 12_000_000,
    }
    assert values_of("signed_amount", YEAR_2025, ["channel"], {"park": [first.pk]}) == {
        ("chain",): 1_000_000,
        ("capital",): 3_000_000,
        ("agent",): 5_000_000,
    }
    by_month = values_of("signed_projects", (date(2025, 2, 1), date(2025, 3, 20)), ["month"])
    assert by_month == {(date(2025, 2, 1),): 1, (date(2025, 3, 1),): 1}


def test_a_project_stands_in_the_chain_that_names_its_industry(city):
    wide = Chain.objects.create(name="电气")
    narrow = Chain.objects.create(name="电机")
    Link.objects.create(chain=wide, name="设备", industry_codes="38")
    Link.objects.create(chain=narrow, name="电机", industry_codes="3841、3842")
    keep.rebuild()
    assert values_of("signed_projects", YEAR_2025, ["chain"]) == {(narrow.pk,): 6}


def test_days_at_both_ends_count(city):
    day = date(2025, 3, 15)
    assert value_of("signed_amount", (day, day)) == 3_000_000
    assert value_of("signed_amount", (day, date(2025, 6, 15))) == 18_000_000
    assert value_of("signed_amount", (day + timedelta(1), date(2025, 6, 14))) == 9_000_000


def test_a_ratio_divides_what_there_is(city):
    assert value_of("lead_yield", YEAR_2025) == 0
    assert value_of("lead_yield", (date(2020, 1, 1), date(2020, 12, 31))) is None
    money(city.projects[0], 5_250_000, date(2025, 5, 5), metric="fixed_assets")
    keep.keep_up()
    assert value_of("arrival", YEAR_2025) == 25


def test_a_capital_increase_adds_its_money_and_is_no_project(city):
    increase = city.projects[5]
    Project.objects.filter(pk=increase.pk).update(extends=city.projects[0])
    keep.keep_up()
    assert value_of("signed_amount", YEAR_2025) == 21_000_000
    assert value_of("signed_projects", YEAR_2025) == 5


def test_what_was_given_up_counts_no_more(city):
    Project.objects.filter(pk=city.projects[5].pk).update(state=Project.State.TERMINATED)
    keep.keep_up()
    assert value_of("signed_amount", YEAR_2025) == 15_000_000


def test_money_goes_with_its_project_to_another_park(city):
    project = city.projects[0]
    money(project, 700, date(2025, 5, 5))
    money(project, 900, date(2025, 5, 6), state="reported")
    keep.keep_up()
    assert values_of("paid_in", YEAR_2025, ["park"]) == {(city.parks[0].pk,): 700}
    Enterprise.objects.filter(pk=project.enterprise.pk).update(park=city.parks[1])
    keep.keep_up()
    assert values_of("paid_in", YEAR_2025, ["park"]) == {(city.parks[1].pk,): 700}


def test_the_money_of_a_lead_follows_its_agent(city, agent):
    project = city.projects[0]
    money(project, 700, date(2025, 5, 5))
    keep.keep_up()
    Lead.objects.filter(pk=project.lead_id).update(agent=agent)
    keep.keep_up()
    assert values_of("paid_in", YEAR_2025, ["agent"]) == {(agent.pk,): 700}


def test_a_new_list_finds_the_projects_of_its_companies(city):
    assert value_of("list500_projects", YEAR_2025) == 0
    kind = ListKind.objects.get(code="world500")
    found = TargetList.objects.create(kind=kind, year=2025, source="指标")
    company = city.projects[0].company
    entry = TargetEntry.objects.create(target_list=found, company=company, rank=7)
    make_all_anew("lead")
    keep.keep_up()
    assert value_of("list500_projects", YEAR_2025) == 6
    entry.delete()
    make_all_anew("lead")
    keep.keep_up()
    assert value_of("list500_projects", YEAR_2025) == 0


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dates(date(2024, 11, 1), date(2025, 12, 31)),
    st.integers(0, 400),
    st.lists(st.sampled_from([*DIMENSIONS, "month"]), max_size=2, unique=True),
)
def test_sums_and_facts_say_the_same_of_any_days(city, first, length, by):
    span = (first, first + timedelta(length))
    reading = read._Reading(("signed_amount",), tuple(by), {})
    facts = reading._facts([span]).annotate(of=Value(0))
    from_facts = {key[1:]: value for key, value in read._added_up([facts], ("of", *by))}
    assert reading.over(span) == from_facts


def change_something(city, chance: random.Random):
    project = chance.choice(city.projects)
    which = chance.randrange(8)
    if which == 0:
        money(project, chance.randint(1, 10**6), date(2025, chance.randint(1, 12), 9))
    elif which == 1:
        Project.objects.filter(pk=project.pk).update(channel=chance.choice(CHANNELS))
    elif which == 2:
        state = chance.choice(STATES)
        Project.objects.filter(pk=project.pk).update(state=state)
    elif which == 3:
        facts = {"happened_on": date(2025, chance.randint(1, 12), 20)}
        Milestone.objects.update_or_create(project=project, kind="started", defaults=facts)
    elif which == 4:
        park = chance.choice(city.parks)
        Enterprise.objects.filter(project=project).update(park=park)
    elif which == 5:
        Milestone.objects.filter(project=project).delete()
    elif which == 6:
        department = chance.choice(city.departments)
        Lead.objects.filter(pk=project.lead_id).update(department=department)
    else:
        region = chance.choice(["430702", "430703", None])
        Park.objects.filter(pk=chance.choice(city.parks).pk).update(region=region)


def test_after_random_changes_the_sums_are_plain_sums(city):
    chance = random.Random(20261130)
    for _time in range(60):
        change_something(city, chance)
        if chance.random() < 0.3:
            keep.keep_up()
    keep.keep_up()
    kept, plain = keep.compared()
    assert kept == plain
    paid = Contribution.objects.verified().filter(happened_on__year=2025)
    assert value_of("paid_in", YEAR_2025) == paid.aggregate(sum=Sum("amount"))["sum"]


def test_ten_writers_at_once_lose_nothing(committed_database):
    city = make_city()

    def write(seed):
        chance = random.Random(seed)
        for _time in range(8):
            change_something(city, chance)
            keep.keep_up()
        connections.close_all()

    writers = [threading.Thread(target=write, args=[seed]) for seed in range(10)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=240)
    keep.keep_up()
    kept, plain = keep.compared()
    assert kept == plain
    assert value_of("signed_amount", YEAR_2025)


def test_every_indicator_says_what_it_is():
    for code, indicator in INDICATORS.items():
        assert code == indicator.code
        assert str(indicator.label) and str(indicator.unit) and str(indicator.formula)
        if isinstance(indicator, Ratio):
            assert {indicator.part, indicator.whole} <= INDICATORS.keys()
    assert DIMENSION_NAMES.keys() == set(DIMENSIONS)


def test_every_indicator_is_divided_by_what_its_records_know(city):
    money(city.projects[0], 700, date(2025, 5, 5), metric="fixed_assets")
    keep.rebuild()
    for code, indicator in INDICATORS.items():
        whole = value_of(code, YEAR_2025)
        for dimension in DIMENSIONS:
            parts = values_of(code, YEAR_2025, [dimension])
            if not is_told(code, [dimension]):
                assert parts == {}, "it is not said that there was nothing"
                assert value_of(code, YEAR_2025, {dimension: ["1"]}) is None
            elif not isinstance(indicator, Ratio):
                assert sum(parts.values()) == whole


def test_who_does_not_read_the_records_learns_no_figure(city):
    administrator = User.objects.create_user("nobody")
    give_role(administrator, "security_administrator")
    reader = User.objects.get(pk=administrator.pk)
    assert value_of("signed_amount", YEAR_2025, user=reader) is None
    assert values_of("signed_amount", YEAR_2025, ["park"], user=reader) == {}


def test_what_is_known_of_today_alone_is_not_told_of_last_year(city):
    assert value_of("links_filled", YEAR_2025) is None
    assert value_of("links_filled", (date(2025, 1, 1), timezone.localdate())) == 0


def test_commissions_follow_their_project_to_another_department(city, agent):
    project = city.projects[0]
    LedgerEntry.objects.create(
        kind="earning",
        project=project,
        payee=agent,
        amount=Decimal(900),
        due_on=date(2025, 6, 1),
        posted_at=timezone.now(),
    )
    keep.keep_up()
    first, second = (department.pk for department in city.departments)
    assert values_of("commissions_due", YEAR_2025, ["department"]) == {(first,): 900}
    Project.objects.filter(pk=project.pk).update(department=second)
    keep.keep_up()
    assert values_of("commissions_due", YEAR_2025, ["department"]) == {(second,): 900}


def test_nothing_is_lost_of_two_changes_at_the_same_instant(committed_database):
    """The one that commits last is worked off after the other, and sees both."""
    city = make_city(1)
    (project,), stored, go_on = city.projects, threading.Event(), threading.Event()

    def move_the_project():
        with transaction.atomic():
            Enterprise.objects.filter(project=project).update(park=city.parks[1])
            stored.set()
            go_on.wait(30)
        connections.close_all()

    other = threading.Thread(target=move_the_project)
    other.start()
    stored.wait(30)
    money(project, 700, date(2025, 5, 5))
    keep.keep_up()
    assert values_of("paid_in", YEAR_2025, ["park"]) == {(city.parks[0].pk,): 700}
    go_on.set()
    other.join(timeout=30)
    keep.keep_up()
    assert values_of("paid_in", YEAR_2025, ["park"]) == {(city.parks[1].pk,): 700}


def test_who_may_not_wait_leaves_it_to_the_next(committed_database):
    city, held, go_on = make_city(1), threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            keep._one_at_a_time()
            held.set()
            go_on.wait(30)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    assert keep.keep_up(waits=False) == 0
    go_on.set()
    other.join(timeout=30)
    keep.keep_up(waits=False)
    assert value_of("signed_projects", YEAR_2025) == len(city.projects)


def test_a_figure_leads_to_exactly_its_records(city, people):
    span = (date(2025, 2, 1), date(2025, 4, 30))
    where = {"park": [city.parks[0].pk]}
    address = address_behind("signed_amount", span, where)
    behind = read_behind(parse_qs(urlsplit(address).query)["figure"][0])
    listed = behind.of(Project.objects.visible_to(people.leader))
    assert listed.aggregate(sum=Sum("contract_amount"))["sum"] == value_of(
        "signed_amount", span, where
    )
    assert str(city.parks[0]) in behind.in_words(people.leader)


@pytest.mark.parametrize(
    "text",
    ["", "of=x", "of=leads&from=a&to=b", "of=leads&from=2025-01-01", "of=arrival", "%00", "park=x"],
)
def test_an_address_that_tells_nothing_is_read_as_nothing(text):
    assert read_behind(text) is None
    assert read_behind(f"of=leads&from=2025-01-01&to=2025-02-01&park=x{text}") is None
