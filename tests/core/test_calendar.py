"""The calendar feed: a secret address that can be taken back, and RFC 5545 to the letter."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from crm.core.calendar.feed import make_feed
from crm.core.calendar.ics import Event, calendar, escaped, folded
from crm.core.models import CalendarFeed
from crm.staff.reminders import remind
from leads.daily.next_steps import record_activity

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


def test_a_calendar_to_the_letter():
    events = [
        Event("step-1", date(2026, 6, 30), "拜访, 客户; 第一次\n带样品", "http://h/admin/"),
        Event("reminder-2", datetime(2026, 6, 2, 1, 30, tzinfo=UTC), "a\\b"),
    ]
    assert calendar("德商", events, host="h", now=NOW) == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Deshang//Deshang//"
        "ZH\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:德商\r\nBEGIN:VEVENT\r\nUID"
        ":step-1@h\r\nDTSTAMP:20260601T080000Z\r\nDTSTART;VALUE=DATE:20260630\r\nDTEND;"
        "VALUE=DATE:20260701\r\nTRANSP:TRANSPARENT\r\nSUMMARY:拜访\\, 客户\\; "
        "第一次\\n带样品\r\nURL:http://h/admin/\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:reminder-2"
        "@h\r\nDTSTAMP:20260601T080000Z\r\nDTSTART:20260602T013000Z\r\nDTEND:20260602T020000Z\r"
        "\nSUMMARY:a\\\\b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_folding_keeps_the_text_and_75_octets(text):
    line = f"SUMMARY:{escaped(text)}"
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert "\n" not in line
    assert "\r" not in line


def test_a_line_of_exactly_75_octets_is_not_folded():
    assert folded("x" * 75) == "x" * 75
    assert folded("x" * 76) == "x" * 75 + "\r\n x"


def test_an_injected_event_stays_text():
    assert escaped("a\r\nEND:VEVENT\rBEGIN:VEVENT\x00") == "a\\nEND:VEVENT\\nBEGIN:VEVENT"


@pytest.fixture
def dated(people, deal):
    record_activity(
        by=people.officer,
        lead=deal.lead,
        kind="call",
        happened_at=timezone.now(),
        summary="x",
        next_step="送方案",
        next_on=date(2030, 1, 2),
    )
    remind(
        deal.lead, text="问进度", remind_at=timezone.now() + timedelta(days=2), by=people.officer
    )


def test_the_feed_holds_ones_own_dates_without_a_login(client, people, deal, dated):
    text = (
        client.get(reverse("calendar", args=[make_feed(people.officer)]))
        .content.decode()
        .replace("\r\n ", "")
    )
    assert "送方案" in text
    assert "问进度" in text
    assert "DTSTART;VALUE=DATE:20300102" in text
    assert CalendarFeed.objects.get().read_at
    assert (
        "送方案"
        not in client.get(reverse("calendar", args=[make_feed(people.head)])).content.decode()
    )


def test_the_feed_shows_only_what_is_seen_now(client, people, deal, dated):
    url = reverse("calendar", args=[make_feed(people.officer)])
    deal.lead.owner = people.head
    deal.lead.save()
    people.officer.department = people.other_department
    people.officer.save()
    text = client.get(url).content.decode()
    assert text.startswith("BEGIN:VCALENDAR")
    assert deal.lead.number not in text


def test_a_secret_is_shown_once_kept_as_a_digest_and_can_be_taken_back(client, people, dated):
    url = reverse("wagtailadmin_calendar")
    client.force_login(people.officer)
    first = client.post(url).context["address"]
    assert first.endswith(".ics")
    assert first not in client.get(url).content.decode()
    path = first.removeprefix("http://127.0.0.1:8000")
    assert CalendarFeed.objects.get().digest not in path
    assert client.get(path).status_code == 200
    second = client.post(url).context["address"].removeprefix("http://127.0.0.1:8000")
    assert (client.get(path).status_code, client.get(second).status_code) == (404, 200)
    client.post(url, {"end": "1"})
    assert client.get(second).status_code == 404


def test_who_has_left_has_no_calendar(client, people, dated):
    url = reverse("calendar", args=[make_feed(people.officer)])
    people.officer.is_active = False
    people.officer.save()
    assert client.get(url).status_code == 404
    assert client.get("/calendar/guess.ics").status_code == 404
