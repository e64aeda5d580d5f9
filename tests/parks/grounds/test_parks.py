from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.models import Parameter
from crm.core.transitions import perform
from leads.models import Chamber, Company
from parks.grounds.industries import AboveTheRule, set_industry, warnings_of
from parks.models import (
    Alliance,
    AllianceAction,
    Facility,
    Park,
    ParkIndustry,
    Plot,
    ScienceProject,
)
from tests.markup import flat


@pytest.fixture
def parks(people):
    return {
        level: Park.objects.create(
            name=f"{level}产业园", level=level, department=people.park_department
        )
        for level in ("national", "provincial", "city")
    }


@pytest.mark.parametrize(("level", "most"), [("national", 3), ("provincial", 2)])
@pytest.mark.parametrize("role", ["leading", "auxiliary"])
def test_the_plans_number_of_industries_and_the_reason_to_go_beyond_it(
    people, parks, level, most, role
):
    park = parks[level]
    for number in range(most):
        set_industry(park, by=people.park_officer, name=f"产业{number}", role=role)
    with pytest.raises(AboveTheRule):
        set_industry(park, by=people.park_officer, name="多一个", role=role, reason=" ")
    assert park.industries.count() == most
    assert warnings_of(park) == []
    above = set_industry(
        park, by=people.park_officer, name="多一个", role=role, reason="市政府专题会议纪要"
    )
    assert (above.over_reason, above.history.get().history_user) == (
        "市政府专题会议纪要",
        people.park_officer,
    )
    assert "市政府专题会议纪要" in above.history.get().history_change_reason
    assert len(warnings_of(park)) == 1
    assert "市政府专题会议纪要" in warnings_of(park)[0]


def test_the_numbers_are_data_and_a_city_park_has_none(people, parks):
    Parameter.objects.filter(code="park_leading_provincial").update(value=1)
    set_industry(parks["provincial"], by=people.park_officer, name="装备", role="leading")
    with pytest.raises(AboveTheRule):
        set_industry(parks["provincial"], by=people.park_officer, name="食品", role="leading")
    for number in range(5):
        set_industry(parks["city"], by=people.park_officer, name=f"产业{number}", role="leading")


def test_a_change_of_role_is_under_the_rule_and_other_changes_are_not(people, parks):
    park = parks["provincial"]
    leading = [
        set_industry(park, by=people.park_officer, name=name, role="leading", reason="纪要")
        for name in ("一", "二", "三")
    ]
    auxiliary = set_industry(park, by=people.park_officer, name="四", role="auxiliary")
    with pytest.raises(AboveTheRule):
        set_industry(park, by=people.park_officer, name="四", role="leading", instead=auxiliary)
    renamed = set_industry(
        park,
        by=people.park_officer,
        name="三号",
        role="leading",
        industry_codes="384",
        instead=leading[2],
    )
    assert (renamed.over_reason, ParkIndustry.objects.count()) == ("纪要", 4)
    with pytest.raises(Refused):
        set_industry(park, by=people.park_officer, name="一", role="auxiliary")
    with pytest.raises(ValidationError):
        set_industry(
            park, by=people.park_officer, name="五", role="auxiliary", industry_codes="99999"
        )
    with pytest.raises(NotPermitted):
        set_industry(park, by=people.officer, name="五", role="auxiliary")


def test_the_screen_warns_and_keeps_what_was_typed(client, people, parks):
    park = parks["provincial"]
    for name in ("一", "二"):
        set_industry(park, by=people.park_officer, name=name, role="leading")
    client.force_login(people.park_officer)
    url = reverse("park:add_industry", args=[park.pk])
    page = client.post(
        url, {"name": "新材料", "role": "leading", "industry_codes": "", "reason": ""}
    )
    assert page.status_code == 200
    assert "新材料" in page.content.decode()
    client.post(
        url, {"name": "新材料", "role": "leading", "industry_codes": "", "reason": "报市政府同意"}
    )
    made = park.industries.get(name="新材料")
    assert "报市政府同意" in client.get(reverse("park:inspect", args=[park.pk])).content.decode()
    client.post(reverse("park:change_industry", args=[made.pk]), {"remove": "1"})
    assert not park.industries.filter(name="新材料").exists()
    client.force_login(people.officer)
    assert client.post(url, {"name": "x", "role": "leading"}).status_code in (302, 403)


def test_a_park_within_a_park_goes_one_storey_deep(people, parks):
    inner = Park(
        name="德国工业园",
        level="national",
        parent=parks["national"],
        department=people.park_department,
    )
    inner.full_clean()
    inner.save()
    with pytest.raises(ValidationError):
        Park(
            name="更内", level="national", parent=inner, department=people.park_department
        ).full_clean()
    parks["national"].parent = parks["city"]
    with pytest.raises(ValidationError):
        parks["national"].full_clean()


@pytest.fixture
def alliance(parks):
    return Alliance.objects.create(
        park=parks["national"], partner_park="苏州示范工业园", partner_area="yangtze"
    )


def test_an_alliance_is_of_one_park_one_partner_park_and_one_chamber(people, alliance, parks):
    with pytest.raises(MissingFacts):
        perform(alliance, "conclude", by=people.park_officer, concluded_on=date(2026, 3, 1))
    alliance.chamber = Chamber.objects.create(name="深圳市常德商会")
    alliance.save()
    perform(alliance, "conclude", by=people.park_officer, concluded_on=date(2026, 3, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Alliance.objects.create(park=parks["national"])
    perform(alliance, "end", by=people.park_officer, note="期满")
    Alliance.objects.create(park=parks["national"])


def test_an_action_that_happened_has_a_result_and_the_alliance_counts_what_came_of_it(
    client, people, alliance, deal
):
    with pytest.raises(IntegrityError), transaction.atomic():
        AllianceAction.objects.create(
            alliance=alliance,
            kind="meeting",
            what="互访",
            planned_on=date(2026, 4, 1),
            happened_on=date(2026, 4, 2),
        )
    AllianceAction.objects.create(
        alliance=alliance,
        kind="transfer",
        what="产业转移对接会",
        planned_on=date(2026, 4, 1),
        happened_on=date(2026, 4, 2),
        result="签约一个",
        lead=deal.lead,
    )
    AllianceAction.objects.create(
        alliance=alliance, kind="meeting", what="回访", planned_on=date(2026, 9, 1)
    )
    from parks.grounds.screens import results_of

    assert [value for _label, value in results_of(alliance)] == ["1 / 2", 1, 1, "3 亿元"], (
        "for whoever looks"
    )
    client.force_login(people.officer)
    assert (
        deal.lead.number
        in client.get(reverse("alliance:inspect", args=[alliance.pk])).content.decode()
    )
    client.force_login(people.outsider)
    assert (
        deal.lead.number
        not in client.get(reverse("alliance:inspect", args=[alliance.pk])).content.decode()
    )


def test_science_projects_go_from_choice_to_industry(people, parks):
    project = ScienceProject.objects.create(
        park=parks["national"], name="固态电解质", source="中南示范大学", chosen_on=date(2026, 1, 5)
    )
    with pytest.raises(MissingFacts):
        perform(project, "incubate", by=people.park_officer)
    project.company = Company.objects.create(name="示范固态科技有限公司")
    project.save()
    perform(project, "incubate", by=people.park_officer)
    perform(project, "industrialise", by=people.park_officer, result="建成中试线")
    assert project.state == "industrial"


def test_the_park_page_shows_what_is_there_and_what_is_missing(client, people, parks):
    park = parks["national"]
    Facility.objects.create(park=park, kind="school", name="园区示范小学", progress="open")
    ScienceProject.objects.create(
        park=park, name="固态电解质", source="大学", chosen_on=date(2026, 1, 5)
    )
    ScienceProject.objects.create(
        park=park, name="弃项", source="大学", chosen_on=date(2026, 1, 5), state="dropped"
    )
    client.force_login(people.auditor)
    address = reverse("park:inspect", args=[park.pk])
    facilities = flat(client.get(f"{address}?tab=facilities"))
    assert "园区示范小学" in facilities
    assert facilities.count('<td class="name">—</td>') == 5
    science = flat(client.get(f"{address}?tab=science"))
    assert "（1 / 5）" in science or "1/5" in science, "one of five science projects is kept"


def test_a_merge_of_companies_takes_their_science_projects_along(people, parks):
    from leads.companies.relations import relations_to

    assert "parks.ScienceProject.company" in {relation.name for relation in relations_to(Company)}


def test_a_park_is_changed_by_its_own_administration(client, people, parks):
    """Whose park it is decides who reports and enters there."""
    own, other = parks["national"], parks["city"]
    other.department = people.other_department
    other.save()
    client.force_login(people.park_officer)
    assert client.get(reverse("park:edit", args=[own.pk])).status_code == 200
    assert client.get(reverse("park:edit", args=[other.pk])).status_code == 302
    plot = Plot.objects.create(park=other, code="A-1", kind="land", area_sqm=1000)
    for address in ("plot:edit", "plot:set_status"):
        assert client.get(reverse(address, args=[plot.pk])).status_code == 302
    assert client.get(reverse("park:boundaries", args=[other.pk])).status_code == 302


def test_nothing_is_added_to_a_park_of_another_administration(client, people, parks):
    """Nor does its page offer it, whatever address was typed by hand."""
    own, other = parks["national"], parks["city"]
    other.department = people.other_department
    other.save()
    client.force_login(people.park_officer)
    facts = {"kind": "land", "area_sqm": "1000", "code": "B-7"}
    refused = client.post(reverse("plot:add"), {**facts, "park": other.pk})
    assert refused.status_code == 200
    assert not Plot.objects.filter(code="B-7").exists()
    assert client.post(reverse("plot:add"), {**facts, "park": own.pk}).status_code == 302
    plot = Plot.objects.get(code="B-7")
    client.post(reverse("plot:edit", args=[plot.pk]), {**facts, "park": other.pk})
    plot.refresh_from_db()
    assert plot.park == own
    for tab in ("plots", "facilities", "alliances", "science"):
        page = client.get(reverse("park:inspect", args=[other.pk]), {"tab": tab})
        assert f"/add/?park={other.pk}" not in page.content.decode()


def test_an_alliance_is_ended_by_the_administration_of_its_park(people, parks):
    own, other = parks["national"], parks["city"]
    other.department = people.other_department
    other.save()
    foreign = Alliance.objects.create(park=other)
    with pytest.raises(Refused):
        perform(foreign, "end", by=people.park_officer, note="不再合作")
    alliance = Alliance.objects.create(park=own)
    perform(alliance, "end", by=people.park_officer, note="不再合作")
    assert alliance.state == Alliance.State.ENDED
