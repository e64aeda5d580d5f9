"""Records whose light says so leave the pool: confirmed by those in charge, or by a rule itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from crm.core.errors import NotPermitted, Refused
from leads.models import Industry, Project, WarningLight, WarningRule
from leads.warnings.leave_pool import leave_pool
from leads.warnings.light import light_all
from tests.leads.warnings.test_warnings import TODAY, still_since


def test_a_section_head_confirms_that_a_record_leaves_the_pool(client, people, lead):
    still_since(lead, date(2025, 1, 1))
    light_all()
    light = WarningLight.objects.get()
    with pytest.raises(NotPermitted):
        leave_pool(light, by=people.officer)
    url = (
        reverse("wagtail_bulk_action", args=["leads", "warninglight", "leave_pool"])
        + f"?id={light.pk}&next={reverse('warninglight:index')}"
    )
    client.force_login(people.officer)
    client.post(url)
    client.force_login(people.outsider)
    client.post(url)
    lead.refresh_from_db()
    assert lead.state == "new"
    client.force_login(people.head)
    assert lead.title in client.get(url).content.decode()
    client.post(url, {"note": "已电话核实"})
    lead.refresh_from_db()
    taken = lead.moves().get()
    assert (lead.state, taken.name, taken.by) == ("lapsed", "lapse", people.head)
    assert taken.note.endswith("已电话核实")
    assert WarningLight.objects.count() == 0


def test_what_is_only_red_does_not_leave_the_pool(people, lead):
    still_since(lead, date(2026, 2, 1))
    light_all(today=TODAY)
    with pytest.raises(Refused):
        leave_pool(WarningLight.objects.get(), by=people.head)


def test_a_signed_project_is_never_proposed_to_leave(people, deal):
    for state, grade in (("signed", 2), ("negotiating", 3)):
        Project.objects.filter(pk=deal.project.pk).update(state=state)
        light_all(today=timezone.localdate() + timedelta(days=400))
        assert WarningLight.objects.get(rule__measure="project_no_progress").grade == grade


def test_a_rule_may_take_records_out_by_itself_in_the_name_of_who_ordered_it(client, people, lead):
    rule = WarningRule.objects.get(measure="lead_no_progress")
    facts = {
        "yellow_from": "2",
        "red_from": "3",
        "out_from": "6",
        "is_active": "on",
        "is_automatic": "on",
    }
    client.force_login(people.headquarters)
    client.post(reverse("warningrule:edit", args=[rule.pk]), facts)
    project_rule = WarningRule.objects.get(measure="project_no_progress")
    assert client.post(reverse("warningrule:edit", args=[project_rule.pk]), facts).context[
        "form"
    ].errors.keys() == {"is_automatic"}
    still_since(lead, date(2025, 1, 1))
    light_all()
    lead.refresh_from_db()
    assert (lead.state, lead.moves().get().by) == ("lapsed", people.headquarters)


@pytest.mark.parametrize(
    "changed", [{"out_from": "4"}, {"is_active": ""}, {"is_automatic": "", "out_from": "4"}]
)
def test_an_automatic_rule_is_changed_by_who_may_take_the_step_alone(client, people, changed):
    """Else headquarters would let projects be terminated in the name of the leader who ordered it
    for others.
    """
    rule = WarningRule.objects.get(measure="project_no_progress")
    type(rule)._base_manager.filter(pk=rule.pk).update(
        yellow_from=2,
        red_from=3,
        out_from=6,
        is_automatic=True,
        ordered_by=people.leader,
        is_active="is_active" not in changed,
    )
    facts = {"yellow_from": "2", "red_from": "3", "out_from": "6", "is_automatic": "on"}
    changed = {**changed, "is_active": "on"}
    client.force_login(people.headquarters)
    answer = client.post(reverse("warningrule:edit", args=[rule.pk]), facts | changed)
    rule.refresh_from_db()
    if changed.get("is_automatic") == "":  # it takes nothing out by itself any more
        assert not rule.is_automatic
    else:
        assert "is_automatic" in answer.context["form"].errors
        assert (rule.out_from, rule.ordered_by) == (6, people.leader)


def test_a_rule_ordered_by_someone_who_lost_the_right_leaves_a_proposal(people, lead):
    WarningRule.objects.filter(measure="lead_no_progress").update(
        is_automatic=True, ordered_by=people.officer
    )
    still_since(lead, date(2025, 1, 1))
    light_all()
    lead.refresh_from_db()
    assert (lead.state, WarningLight.objects.get().grade) == ("new", 3)


@pytest.mark.parametrize(
    ("state", "grade", "says_out"),
    [("negotiating", 3, True), ("signed", 2, False), ("started", 2, False)],
)
def test_a_light_speaks_of_leaving_only_where_the_record_may_leave(
    people, lead, state, grade, says_out
):
    """Eleven months without progress: a signed project is red and never out of the pool, and its
    text says no other.
    """
    still_since(lead, date(2025, 7, 15))
    project = Project.objects.create(
        number="XM-L-1",
        name="芯片",
        lead=lead,
        company=lead.company,
        channel="list500",
        department=people.city,
        owner=people.officer,
        state=state,
        investment=Decimal(1_000_000),
        industry=Industry.objects.first(),
    )
    light_all(today=TODAY)
    light = WarningLight.objects.get(project=project, rule__measure="project_no_progress")
    assert (light.grade, light.number) == (grade, 11)
    with translation.override("zh-hans"):
        assert ("起出库" in light.reason) is says_out
        assert "11 个月" in light.reason
