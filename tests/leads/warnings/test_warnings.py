"""Warning lights: rules that are data, worked out every night and on change, seen by those who see
the record.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from crm.core.database.owner import as_owner
from crm.core.models import Move, Notification
from crm.core.transitions import move, perform
from leads.daily.next_steps import record_activity
from leads.models import Activity, Lead, Milestone, Project, WarningLight, WarningRule
from leads.pipeline.register import register_lead
from leads.warnings.light import light_all
from parks.contributions.report import report

TODAY = date(2026, 6, 15)


def at(day: date):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def still_since(lead, day):
    Lead.objects.filter(pk=lead.pk).update(received_at=at(day))


def grades(**which):
    return list(
        WarningLight.objects.filter(**which)
        .order_by("rule__measure")
        .values_list("grade", "number")
    )


@pytest.mark.parametrize(
    ("since", "lit"),
    [
        (date(2026, 4, 16), []),
        (date(2026, 4, 15), [(1, 2)]),
        (date(2026, 3, 16), [(1, 2)]),
        (date(2026, 3, 15), [(2, 3)]),
        (date(2025, 12, 16), [(2, 5)]),
        (date(2025, 12, 15), [(3, 6)]),
    ],
)
def test_two_months_without_progress_are_yellow_three_red_and_six_out_of_the_pool(
    people, lead, since, lit
):
    still_since(lead, since)
    light_all(today=TODAY)
    assert grades(lead=lead) == lit


def test_a_contact_puts_the_light_out_at_once(people, lead):
    still_since(lead, date(2025, 1, 1))
    light_all()
    assert WarningLight.objects.count() == 1
    record_activity(
        by=people.officer, lead=lead, kind="call", happened_at=timezone.now(), summary="通话"
    )
    assert WarningLight.objects.count() == 0


def test_a_visit_that_is_only_planned_is_no_progress(people, lead):
    still_since(lead, date(2025, 1, 1))
    Activity.objects.create(
        lead=lead,
        kind="visit",
        happened_at=timezone.now() + timedelta(days=30),
        summary="回访",
        by=people.officer,
    )
    light_all()
    assert WarningLight.objects.count() == 1


def test_a_step_puts_the_light_out_and_an_end_too(people, lead):
    still_since(lead, date(2025, 1, 1))
    light_all()
    move(lead, "judge", by=people.head)
    assert WarningLight.objects.count() == 0
    with as_owner():  # an hour of the past
        Move.objects.update(at=at(date(2025, 1, 1)))
    light_all()
    assert WarningLight.objects.count() == 1
    move(lead, "reject", by=people.head, note="不符")
    assert WarningLight.objects.count() == 0


def test_a_second_night_changes_nothing_and_a_worse_light_is_dated_anew(people, lead):
    still_since(lead, date(2026, 4, 15))
    light_all(today=TODAY)
    before = WarningLight.objects.values().get()
    light_all(today=TODAY)
    light_all(today=TODAY + timedelta(days=10))
    assert WarningLight.objects.values().get() == before
    light_all(today=date(2026, 7, 15))
    light = WarningLight.objects.get()
    assert (light.pk, light.grade, light.lit_on) == (before["id"], 2, date(2026, 7, 15))


def test_the_thresholds_are_data(client, people, lead):
    still_since(lead, timezone.localdate() - timedelta(days=40))
    light_all()
    assert WarningLight.objects.count() == 0
    rule = WarningRule.objects.get(measure="lead_no_progress")
    url = reverse("warningrule:edit", args=[rule.pk])
    facts = {"yellow_from": "1", "red_from": "3", "out_from": "6", "is_active": "on"}
    for who in ("officer", "head", "auditor"):
        client.force_login(getattr(people, who))
        client.post(url, facts)
    assert WarningLight.objects.count() == 0
    client.force_login(people.headquarters)
    assert client.post(url, facts | {"red_from": "0.5"}).status_code == 200
    client.post(url, facts)
    assert grades() == [(1, 1)]
    assert rule.history.first().history_user == people.headquarters
    client.post(url, {name: value for name, value in facts.items() if name != "is_active"})
    assert WarningLight.objects.count() == 0


@pytest.mark.parametrize(
    ("today", "lit"),
    [
        (date(2022, 6, 1), []),
        (date(2022, 6, 2), [(1, 1)]),
        (date(2022, 8, 29), [(1, 89)]),
        (date(2022, 8, 30), [(2, 90)]),
    ],
)
def test_a_start_is_overdue_against_the_agreed_day(people, deal, today, lit):
    Project.objects.filter(pk=deal.project.pk).update(state="entered")
    Milestone.objects.filter(kind="started").delete()
    light_all(today=today)
    assert grades(project=deal.project, rule__measure="start_overdue") == lit


def test_a_start_that_is_recorded_is_not_overdue(people, deal):
    light_all(today=date(2022, 12, 1))
    assert grades(rule__measure="start_overdue") == []


@pytest.fixture
def hundred_days(people, deal):
    """Signed for a hundred million, with a hundred days until production, of which fifty have
    passed.
    """
    Project.objects.filter(pk=deal.project.pk).update(
        contract_amount=Decimal(100_000_000),
        signed_on=date(2026, 1, 1),
        planned_production_on=date(2026, 4, 11),
        state="started",
    )
    return SimpleNamespace(
        project=deal.project, enterprise=deal.enterprise, today=date(2026, 2, 20)
    )


@pytest.mark.parametrize(
    ("paid", "lit"),
    [
        ("40000000.01", [(1, Decimal("10.00"))]),
        ("40100000", []),
        ("40000000", [(1, Decimal("10.00"))]),
        ("20000000", [(1, Decimal("30.00"))]),
        ("19990000", [(2, Decimal("30.01"))]),
        (None, [(2, Decimal("50.00"))]),
    ],
)
def test_money_ten_to_thirty_points_behind_is_yellow_and_more_is_red(
    people, hundred_days, evidence, paid, lit
):
    if paid:
        money = report(
            hundred_days.enterprise,
            by=people.park_officer,
            evidence=evidence(),
            metric="paid_in",
            amount=Decimal(paid),
            happened_on=date(2026, 1, 10),
        )
        perform(money, "verify", by=people.finance)
    light_all(today=hundred_days.today)
    assert grades(rule__measure="money_behind") == lit


def test_only_verified_money_counts_and_no_money_counts_twice(people, hundred_days, evidence):
    for metric in ("paid_in", "fixed_assets"):
        money = report(
            hundred_days.enterprise,
            by=people.park_officer,
            evidence=evidence(),
            metric=metric,
            amount=Decimal(25_000_000),
            happened_on=date(2026, 1, 10),
        )
        perform(money, "verify", by=people.finance)
    report(
        hundred_days.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="paid_in",
        amount=Decimal(60_000_000),
        happened_on=date(2026, 1, 11),
    )
    light_all(today=hundred_days.today)
    assert grades(rule__measure="money_behind") == [(1, Decimal("25.00"))]


def test_verified_money_puts_the_light_of_its_project_out_at_once(people, hundred_days, evidence):
    light_all()
    assert [(2, Decimal("100.00"))] == grades(rule__measure="money_behind")
    money = report(
        hundred_days.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="paid_in",
        amount=Decimal(100_000_000),
        happened_on=date(2026, 1, 10),
    )
    perform(money, "verify", by=people.finance)
    assert grades(rule__measure="money_behind") == []


def test_the_reason_names_rule_and_number_in_both_languages(people, lead):
    still_since(lead, date(2026, 3, 1))
    light_all(today=TODAY)
    light = WarningLight.objects.get()
    with translation.override("en"):
        assert (
            light.reason
            == "3 months without progress (yellow from 2, red from 3, out of the pool from 6)"
        )


@pytest.mark.parametrize(
    ("who", "seen"),
    [("officer", True), ("head", True), ("leader", True), ("auditor", True), ("outsider", False)],
)
def test_record_and_lists_show_the_light_to_those_who_see_the_record(
    client, people, lead, who, seen
):
    still_since(lead, date(2025, 1, 1))
    light_all()
    client.force_login(getattr(people, who))
    for page in (
        reverse("lead:index"),
        reverse("lead:index") + "?light=3",
        reverse("warninglight:index"),
    ):
        answer = client.get(page).content.decode()
        assert ("ds-light ds-light--red" in answer) is seen
        assert (lead.title in answer) is seen
    assert lead.title not in client.get(reverse("lead:index") + "?light=1").content.decode()
    assert client.get(reverse("lead:inspect", args=[lead.pk])).status_code == (200 if seen else 404)
    light = WarningLight.objects.get()
    assert client.get(reverse("warninglight:inspect", args=[light.pk])).status_code == (
        200 if seen else 404
    )
    export = b"".join(
        client.post(
            reverse("warninglight:index") + "?export=csv",
            {"reason": "督办会议材料", "format": "csv"},
        ).streaming_content
    ).decode()
    assert (lead.title in export) is seen


def test_lights_are_never_edited_or_added_by_hand(client, people, lead):
    still_since(lead, date(2025, 1, 1))
    light_all()
    client.force_login(people.leader)
    light = WarningLight.objects.get()
    for url in (f"edit/{light.pk}/", f"delete/{light.pk}/", "new/"):
        assert client.post(reverse("warninglight:index") + url, {"grade": 1}).status_code == 404
    assert WarningLight.objects.get().grade == 3


def test_each_officer_gets_one_word_a_night_and_none_for_what_is_known(people, lead):
    other = register_lead(
        by=people.officer,
        company=lead.company,
        title="第二个",
        channel="list500",
        department=people.city,
        owner=people.officer,
    )
    for each in (lead, other):
        still_since(each, date(2026, 4, 1))
    light_all(today=TODAY)
    told = Notification.objects.get(kind="warnings")
    assert (told.recipient, told.values) == (people.officer, {"count": 2})
    light_all(today=TODAY + timedelta(days=1))
    assert Notification.objects.filter(kind="warnings").count() == 1
    light_all(today=date(2026, 7, 5))
    assert Notification.objects.filter(kind="warnings").count() == 2


def test_activities_of_others_do_not_count(people, lead):
    other = register_lead(
        by=people.officer,
        company=lead.company,
        title="第二个",
        channel="list500",
        department=people.city,
    )
    still_since(lead, date(2026, 4, 1))
    Activity.objects.create(
        lead=other, kind="call", happened_at=at(TODAY), summary="x", by=people.officer
    )
    light_all(today=TODAY)
    assert grades(lead=lead) == [(1, 2)]
    assert grades(lead=other) == []


@pytest.mark.parametrize("page", ["lead:index", "warninglight:index"])
def test_a_longer_list_asks_the_database_no_more(client, people, lead, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def questions():
        light_all(today=TODAY)
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as asked:
            assert "ds-light ds-light--" in client.get(reverse(page)).content.decode()
        return len(asked)

    client.force_login(people.head)
    still_since(lead, date(2025, 1, 1))
    few = questions()
    for number in range(8):
        other = register_lead(
            by=people.officer,
            company=lead.company,
            title=f"又一个{number}",
            channel="list500",
            department=people.city,
            owner=people.officer,
        )
        still_since(other, date(2025, 1, 1))
    assert questions() <= few + 1


def test_every_rules_text_agrees_with_the_colour(people, lead):
    """Whatever the measure: what the text names as reached is the colour, for leads and for
    projects.
    """
    still_since(lead, date(2025, 7, 15))
    light_all(today=TODAY)
    for light in WarningLight.objects.all():
        rule, may = light.rule, light.rule.definition.may_leave(light.record)
        out = rule.out_from if may else None
        reached = [
            grade
            for grade, number in ((1, rule.yellow_from), (2, rule.red_from), (3, out))
            if number is not None and light.number >= number
        ]
        assert light.grade == reached[-1]
