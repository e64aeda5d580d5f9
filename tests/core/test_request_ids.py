"""The id of a request: in the answer, in the log, in the work that it asked for."""

import json
import logging

import pytest
from django.conf import settings as declared

from crm.core import request_ids
from crm.core.background import again, work
from crm.core.background.send import Published, send
from crm.core.log_lines import JSON, LINES, configured
from crm.core.models import Errand
from leads.tasks import light_warnings


def test_each_answer_says_its_own(client, db):
    first, second = client.get("/healthz"), client.get("/healthz")
    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert request_ids.current() == ""  # it went with the answer


@pytest.mark.parametrize(
    ("given", "behind_proxy", "kept"),
    [
        ("edge-0123456789", True, True),
        ("edge-0123456789", False, False),
        ("short", True, False),
        ("two lines\n of a log", True, False),
        ("a" * 65, True, False),
    ],
)
def test_a_name_from_outside_counts_only_from_our_proxy(
    client, db, settings, given, behind_proxy, kept
):
    settings.BEHIND_PROXY = behind_proxy
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is kept


@pytest.fixture
def sent(monkeypatch):
    """What was handed to the broker: (task, request)."""
    found = []
    monkeypatch.setattr(
        "crm.core.background.send.app.send_task",
        lambda name, arguments, headers, **_more: found.append((name, headers["request_id"])),
    )
    return found


def test_an_errand_keeps_the_request_that_asked(
    db, sent, django_capture_on_commit_callbacks, monkeypatch
):
    Errand.objects.all().delete()  # what the making of the database asked for
    with request_ids.working_for("asked-by-this"), django_capture_on_commit_callbacks(execute=True):
        send(light_warnings)
    Errand.objects.update(next_at="2020-01-01T00:00Z")
    again.send_again()
    assert sent == [("core.do_errand", "asked-by-this")] * 2

    seen = []
    monkeypatch.setattr(light_warnings, "run", lambda: seen.append(request_ids.current()))
    work.do_errand(Errand.objects.get().pk)
    assert seen == ["asked-by-this"]


def test_what_no_request_asked_for_has_a_name_of_its_own():
    with request_ids.working_for(""):
        assert len(request_ids.current()) == 32


def test_a_message_names_the_request_in_which_it_was_made(sent):
    with request_ids.working_for("asked-by-that"):
        made = Published("site.publish_scheduled", [])
    made()
    assert sent == [("site.publish_scheduled", "asked-by-that")]


def told(form: str, **extra) -> str:
    """A warning as ``form`` writes it."""
    formatter = configured(form, "WARNING")["formatters"]["told"]
    made = formatter.pop("()")
    record = logging.makeLogRecord(
        {"name": "crm.core", "levelname": "WARNING", "msg": "%s is late", "args": ("it",), **extra}
    )
    with request_ids.working_for("asked-by-this"):
        return made(**formatter).format(record)


def test_json_names_the_request_and_escapes_lines():
    line = told(JSON, msg="a\nb", args=(), view="lead:index", secret="not named")
    found = json.loads(line)
    assert "\n" not in line
    assert found.pop("timestamp")
    assert found == {
        "event": "a\nb",
        "level": "warning",
        "logger": "crm.core",
        "request_id": "asked-by-this",
        "view": "lead:index",
    }


def test_lines_are_for_people():
    assert told(LINES).partition(" ")[2] == "WARNING crm.core it is late [asked-by-this]"


def test_an_error_keeps_its_trace():
    try:
        raise ValueError("of this")
    except ValueError as error:
        trace = (ValueError, error, error.__traceback__)
    assert "ValueError: of this" in json.loads(told(JSON, exc_info=trace))["exception"]
    assert "ValueError: of this" in told(LINES, exc_info=trace).splitlines()[-1]


def test_it_stands_before_everything_that_answers():
    assert declared.MIDDLEWARE[0] == "crm.core.request_ids.RequestIds"
