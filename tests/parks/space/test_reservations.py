from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification
from crm.core.transitions import move, perform
from leads.models import Company, Project
from leads.pipeline.register import register_lead
from parks.entries.enter import hold_plot
from parks.models import Availability, Plot, Reservation
from parks.space.nightly import lapse_and_warn
from parks.space.reserve import reserve


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def other_lead(people):
    return register_lead(
        by=people.officer,
        company=Company.objects.create(name="湖南示范医药有限公司"),
        title="医药项目",
        channel="chain",
        department=people.city,
    )


def status_of(plot):
    return Plot.objects.with_status().get(pk=plot.pk).status


def test_a_reserved_plot_is_kept_from_everyone_else(people, plot, lead, other_lead):
    made = reserve(plot, lead, by=people.officer, expires_on=in_days(10), purpose="选址")
    assert (made.state, made.starts_on, made.reserved_by, status_of(plot)) == (
        "active",
        timezone.localdate(),
        people.officer,
        "reserved",
    )
    with pytest.raises(Refused, match="A-01"):
        reserve(plot, other_lead, by=people.park_officer)
    assert Reservation.objects.count() == 1


def test_without_a_day_it_holds_for_the_usual_thirty_days(people, plot, lead):
    assert reserve(plot, lead, by=people.officer).expires_on == in_days(30)


@pytest.mark.parametrize(("days", "possible"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_reservation_ends_between_today_and_the_longest_possible_day(
    people, plot, lead, days, possible
):
    if possible:
        assert reserve(
            plot, lead, by=people.officer, expires_on=in_days(days)
        ).expires_on == in_days(days)
    else:
        with pytest.raises(Refused):
            reserve(plot, lead, by=people.officer, expires_on=in_days(days))
        assert not Reservation.objects.exists()


def test_past_its_day_the_plot_is_free_even_before_the_night(people, plot, lead, other_lead):
    old = reserve(plot, lead, by=people.officer)
    Reservation.objects.update(starts_on=in_days(-9), expires_on=in_days(-1))
    assert status_of(plot) == "free"
    reserve(plot, other_lead, by=people.officer)
    old.refresh_from_db()
    assert (old.state, old.ended_on, status_of(plot)) == ("lapsed", in_days(-1), "reserved")


def test_every_night_expired_ones_lapse_once_and_the_next_are_warned_of(people, plot, lead):
    reserve(plot, lead, by=people.officer)
    Reservation.objects.update(starts_on=in_days(-9), expires_on=in_days(-1))
    second = Plot.objects.create(park=plot.park, code="A-02", kind="land", area_sqm=1000)
    ending = reserve(second, lead, by=people.officer, expires_on=in_days(7))
    third = Plot.objects.create(park=plot.park, code="A-03", kind="land", area_sqm=1000)
    reserve(third, lead, by=people.officer, expires_on=in_days(8))
    lapse_and_warn()
    lapse_and_warn()
    assert sorted(Reservation.objects.values_list("plot__code", "state")) == [
        ("A-01", "lapsed"),
        ("A-02", "active"),
        ("A-03", "active"),
    ]
    assert list(
        Notification.objects.filter(
            recipient=people.officer, kind="reservation_lapsed"
        ).values_list("object_id", flat=True)
    ) == [Reservation.objects.get(plot=plot).pk]
    assert list(
        Notification.objects.filter(recipient=people.officer, kind="reservation_ends").values_list(
            "object_id", flat=True
        )
    ) == [ending.pk]


def test_it_is_extended_and_released_with_a_reason(people, plot, lead, other_lead):
    made = reserve(plot, lead, by=people.officer, expires_on=in_days(5))
    with pytest.raises(Refused):
        perform(made, "extend", by=people.officer, expires_on=in_days(20), note="")
    perform(made, "extend", by=people.officer, expires_on=in_days(20), note="企业考察延期")
    assert made.expires_on == in_days(20)
    perform(made, "release", by=people.park_officer, note="企业另选地块")
    assert (made.state, made.ended_on, status_of(plot)) == (
        "released",
        timezone.localdate(),
        "free",
    )
    reserve(plot, other_lead, by=people.officer)


def test_entry_uses_the_own_reservation_up_and_frees_the_others(
    people, plot, lead, signed, other_lead
):
    second = Plot.objects.create(park=plot.park, code="A-02", kind="land", area_sqm=1000)
    first_made, second_made = (reserve(each, lead, by=people.officer) for each in (plot, second))
    hold_plot(signed, plot, timezone.localdate(), by=people.park_officer)
    first_made.refresh_from_db()
    second_made.refresh_from_db()
    assert (first_made.state, second_made.state, status_of(plot), status_of(second)) == (
        "used",
        "lapsed",
        "occupied",
        "free",
    )


def test_another_projects_reservation_stands_in_the_way_of_an_entry(
    people, plot, signed, other_lead
):
    reserve(plot, other_lead, by=people.officer)
    with pytest.raises(Refused):
        hold_plot(signed, plot, timezone.localdate(), by=people.park_officer)
    assert not Project.objects.get(pk=signed.pk).entries.exists()


def test_the_reservation_stays_when_the_lead_becomes_a_project(people, plot, lead):
    from leads.pipeline.convert import convert

    made = reserve(plot, lead, by=people.officer)
    type(lead).objects.filter(pk=lead.pk).update(state="negotiating")
    lead.refresh_from_db()
    project = convert(lead, by=people.officer)
    made.refresh_from_db()
    assert (made.state, made.project, status_of(plot)) == ("active", project, "reserved")
    move(project, "transfer", by=people.head, note="转往外市")
    made.refresh_from_db()
    assert (made.state, status_of(plot)) == ("lapsed", "free")


def test_a_lead_that_is_closed_frees_its_plot(people, plot, lead):
    made = reserve(plot, lead, by=people.officer)
    move(lead, "lapse", by=people.head, note="半年无进展")
    made.refresh_from_db()
    assert (made.state, status_of(plot)) == ("lapsed", "free")
    with pytest.raises(Refused):
        reserve(plot, lead, by=people.officer)


def test_what_is_planned_or_occupied_is_not_reserved(people, deal, plot, lead):
    with pytest.raises(Refused):
        reserve(plot, lead, by=people.officer)
    planned = Plot.objects.create(park=plot.park, code="B-01", kind="land", area_sqm=1000)
    Availability.objects.create(
        plot=planned, status="planned", starts_on=in_days(-100), reason="规划中"
    )
    with pytest.raises(Refused):
        reserve(planned, lead, by=people.officer)
    Availability.objects.create(
        plot=planned, status="free", starts_on=in_days(0), reason="九通一平完成"
    )
    reserve(planned, lead, by=people.officer)


def test_the_status_of_a_plot_is_that_of_the_day_asked(people, deal, plot):
    from datetime import date

    Availability.objects.create(
        plot=plot, status="preparing", starts_on=date(2022, 1, 1), reason="平整"
    )
    on = {
        day: Plot.objects.with_status(day).get().status
        for day in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 4, 1))
    }
    assert list(on.values()) == ["free", "preparing", "occupied"]


def test_the_database_itself_keeps_a_plot_to_one_reservation(people, plot, lead, other_lead):
    made = reserve(plot, lead, by=people.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.create(
            plot=plot,
            lead=other_lead,
            starts_on=made.starts_on,
            expires_on=made.expires_on,
            reserved_by=people.officer,
        )


def test_who_may_not_reserve_can_not(people, plot, lead):
    with pytest.raises(NotPermitted):
        reserve(plot, lead, by=people.auditor)
    made = reserve(plot, lead, by=people.officer)
    assert [
        made in Reservation.objects.visible_to(user)
        for user in (people.park_officer, people.leader, people.outsider, people.agency)
    ] == [True, True, False, False]


def test_the_night_is_scheduled(db):
    from django_celery_beat.models import PeriodicTask

    from parks.tasks import keep_space_nightly

    scheduled = PeriodicTask.objects.get(task=keep_space_nightly.name)
    assert (scheduled.crontab.hour, scheduled.crontab.minute, scheduled.enabled) == (
        "1",
        "20",
        True,
    )
