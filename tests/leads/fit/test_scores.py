"""How well a company fits: each part for itself, and all of them together."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.core.models import Parameter
from leads.fit.reasons import points_of, reasons_of
from leads.fit.score import work_out
from leads.models import (
    Acquaintance,
    Chain,
    Company,
    CompanyRelation,
    FitScore,
    FitWeight,
    Industry,
    Lead,
    Link,
    LinkCompany,
    Native,
    Region,
    TargetEntry,
    TargetList,
)
from parks.models import Park, ParkIndustry


@pytest.fixture
def company(db):
    return Company.objects.create(name="示范重工集团有限公司")


@pytest.fixture(autouse=True)
def weights(db):
    """Round numbers, so that the points say which part they are of."""
    FitWeight.objects.all().delete()
    for part in ("chain", "park", "group", "trade", "known", "movement", "size"):
        FitWeight.objects.create(part=part, points=10)
    FitWeight.objects.create(part="refused", points=-20)


def scored(company) -> FitScore:
    work_out()
    return FitScore.objects.get(company=company)


def points(company, part):
    return points_of(scored(company), part)


def link_of(name="核心部件", **facts):
    chain, _new = Chain.objects.get_or_create(name="装备制造")
    return Link.objects.create(chain=chain, name=name, **facts)


def industry(code="3411"):
    return Industry.objects.get_or_create(
        code=code, defaults={"name": "锅炉制造", "level": 4, "section": "C"}
    )[0]


def listed(company, kind, year, rank=1, **facts):
    made, _new = TargetList.objects.get_or_create(kind_id=kind, year=year)
    facts = {"target_list": made, "rank": rank, "company": company, **facts}
    return TargetEntry.objects.create(name_as_listed=company.name, **facts)


def test_nothing_known_is_no_score_and_no_reason(company):
    score = scored(company)
    assert (score.score, score.parts) == (0, {})


@pytest.mark.parametrize(
    ("set_strength", "points_due"), [("missing", 10), ("weak", 6), ("strong", None)]
)
def test_a_missing_link_counts_in_full_a_weak_one_less_a_strong_one_not(
    company, set_strength, points_due
):
    link_of(industry_codes="341", set_strength=set_strength, set_reason="x")
    company.industry = industry()
    company.save()
    assert points(company, "chain") == points_due


def test_a_word_of_the_name_speaks_for_a_link_too_but_less(company):
    link_of(keywords="重工，船舶")
    assert points(company, "chain") == 7
    with override("en"):
        (reason,) = reasons_of(FitScore.objects.get(company=company))
    assert reason.sentence == (
        "Its name says “重工”: the link 核心部件 of the chain 装备制造 is missing."
    )


def test_of_two_links_the_one_that_is_worth_more_counts(company):
    link_of("弱", industry_codes="341", set_strength="weak", set_reason="x")
    link_of("缺", industry_codes="3411")
    company.industry = industry()
    company.save()
    assert points(company, "chain") == 10


def test_an_industry_of_a_park_counts_by_its_role(company, people):
    park = Park.objects.create(name="经开区", level="national", department=people.city)
    offered = ParkIndustry.objects.create(
        park=park, name="装备", role="auxiliary", industry_codes="34"
    )
    company.industry = industry()
    company.save()
    share = Parameter.get("match_auxiliary_share") / 100
    assert points(company, "park") == int(10 * share)
    offered.role = "leading"
    offered.save()
    assert points(company, "park") == 10


def test_a_group_counts_the_nearer_the_more_and_nobody_is_its_own_group(company, deal):
    for code in ("430100", "430700"):
        Region.objects.get_or_create(code=code, defaults={"name": code})
    company.region_id = "430100"
    company.save()
    assert points(company, "group") is None
    top = Company.objects.create(name="示范控股集团")
    sister = Company.objects.create(name="示范港机有限公司", parent=top, region_id="430100")
    company.parent, company.region = top, None
    company.save()
    assert points(company, "group") == 5
    assert points(top, "group") == 5
    assert points(sister, "group") is None
    sister.region_id = "430700"
    sister.save()
    assert points(company, "group") == 8
    here = deal.lead.company
    here.parent = sister
    here.save()
    assert points(company, "group") == 10


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("kind", ["supplier", "customer", "competitor"])
def test_trade_with_who_is_here_counts_from_both_sides(company, deal, kind, is_first):
    pair = [company, deal.lead.company] if is_first else [deal.lead.company, company]
    CompanyRelation.objects.create(
        company=pair[0], kind=kind, other=pair[1], source="x", said_on=date(2026, 1, 1)
    )
    assert points(company, "trade") == (None if kind == "competitor" else 10)


def test_trade_with_a_stranger_does_not_count(company):
    CompanyRelation.objects.create(
        company=company,
        kind="supplier",
        other=Company.objects.create(name="外地"),
        source="x",
        said_on=date(2026, 1, 1),
    )
    assert points(company, "trade") is None


def test_the_closest_of_those_who_know_it_counts_and_no_name_is_kept(company):
    for name, closeness in (("周远", 1), ("吴近", 3)):
        Acquaintance.objects.create(
            native=Native.objects.create(name=name), company=company, closeness=closeness
        )
    score = scored(company)
    assert points_of(score, "known") == 10
    assert "周远" not in str(score.parts) and "吴近" not in str(score.parts)
    Acquaintance.objects.update(consent="refused")
    assert points(company, "known") is None


def test_who_is_new_or_rises_on_a_list_counts(company):
    other = Company.objects.create(name="别家")
    listed(company, "world500", 2026, 30)
    assert points(company, "movement") is None
    listed(other, "world500", 2025, 9)
    assert points(company, "movement") == 8
    before = listed(company, "world500", 2025, 55)
    assert points(company, "movement") == 5
    before.rank = 20
    before.save()
    assert points(company, "movement") is None


@pytest.mark.parametrize(
    ("revenue", "currency", "due"),
    [
        (10_000_000_000, "CNY", 10),
        (5_000_000_000, "CNY", 5),
        (1_000_000_000, "USD", 7),
        (90_000_000_000, "CNY", 10),
        (90_000_000_000, "JPY", None),
    ],
)
def test_size_is_the_newest_revenue_in_yuan(company, revenue, currency, due):
    listed(company, "china500", 2020, revenue=Decimal(1), currency="CNY")
    TargetEntry.objects.all().delete()
    listed(company, "china500", 2026, revenue=Decimal(revenue), currency=currency)
    assert points(company, "size") == due


def test_refusals_take_away_and_the_score_is_never_below_zero(company, people):
    link_of(keywords="重工")

    def refused(number):
        facts = {"received_at": timezone.now(), "channel": "list500", "state": "lost"}
        Lead.objects.create(
            number=number, company=company, title=number, department=people.city, **facts
        )

    refused("XS-1")
    assert points(company, "refused") == -10
    refused("XS-2")
    score = scored(company)
    assert (points_of(score, "refused"), score.score) == (-20, 0)
    Lead.objects.update(updated_at=timezone.now() - timezone.timedelta(days=731))
    assert points(company, "refused") is None


def test_who_is_here_has_no_score(company, deal):
    work_out()
    assert not FitScore.objects.filter(company=deal.lead.company).exists()
    assert FitScore.objects.filter(company=company).exists()
    LinkCompany.objects.create(link=link_of(), company=company)
    work_out([company.pk])
    assert not FitScore.objects.filter(company=company).exists()


def test_a_score_is_a_share_of_all_that_could_speak_for_it(company):
    link_of(industry_codes="341")
    company.industry = industry()
    company.save()
    assert scored(company).score == 14  # 10 of 70
    FitWeight.objects.filter(part__in=["park", "group", "trade", "known"]).update(is_active=False)
    assert scored(company).score == 33  # 10 of 30
    FitWeight.objects.all().delete()
    assert (scored(company).score, scored(company).parts) == (0, {})


def test_what_has_not_changed_is_not_written_again(company):
    link_of(keywords="重工")
    Company.objects.create(name="无关")
    assert work_out() == 2
    assert work_out() == 0
    assert work_out([company.pk]) == 0


FACTS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h"]), min_size=2, unique=True)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=FACTS.flatmap(st.permutations), data=st.data())
def test_a_score_does_not_depend_on_the_order_of_the_facts(company, deal, order, data):
    """Told in two orders, by other rows, the same facts give the same score and reasons."""
    other_order = data.draw(st.permutations(order))
    told = []
    for facts in (order, other_order):
        subject = Company.objects.create(name="重工船舶有限公司")
        made = [tell(subject, fact, deal) for fact in facts]
        score = scored(subject)
        told.append((score.score, score.parts))
        for record in (*reversed([each for rows in made for each in rows]), subject):
            record.delete()
    assert told[0] == told[1]


def tell(subject, fact, deal) -> list:
    """One fact that speaks for ``subject``; some of them two that count the same."""
    trade = {"source": "x", "said_on": date(2026, 1, 1)}
    if fact in "ab":
        return [link_of(f"环节{fact}", keywords="重工" if fact == "a" else "船舶")]
    if fact in "cd":
        kind = "supplier" if fact == "c" else "customer"
        pair = {"company": subject, "other": deal.lead.company}
        return [CompanyRelation.objects.create(kind=kind, **pair, **trade)]
    if fact in "ef":
        native = Native.objects.create(name=fact)
        known = Acquaintance.objects.create(native=native, company=subject, closeness=2)
        return [native, known]
    if fact == "g":
        return [listed(subject, "private500", 2026, 7, revenue=Decimal(4_000_000_000))]
    return [listed(subject, "china500", 2026, 9, revenue=Decimal(3_000_000_000))]
