"""What is counted, and who may read it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families as families

from crm.core.metrics import waiting
from crm.core.models import Errand, WorkerPulse


@pytest.fixture
def watch(settings):
    settings.METRICS_FROM = ["127.0.0.0/8"]


def numbers(client) -> dict:
    """(name, its labels by their names) → value."""
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, *(label for _name, label in sorted(sample.labels.items()))): sample.value
        for family in families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("token", "addresses", "asked", "status"),
    [
        ("", [], {}, 404),
        ("", ["10.0.0.0/8"], {}, 404),
        ("", ["127.0.0.1"], {}, 200),
        ("", ["127.0.0.1"], {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("", ["127.0.0.1"], {"X-Real-IP": "127.0.0.1"}, 404),
        ("", ["127.0.0.1"], {"Forwarded": "for=127.0.0.1"}, 404),
        ("a-long-token", [], {}, 404),
        ("a-long-token", ["127.0.0.1"], {}, 404),
        ("a-long-token", [], {"Authorization": "Bearer another"}, 404),
        ("a-long-token", [], {"Authorization": "Bearer a-long-token"}, 200),
    ],
)
def test_who_may_read_the_numbers(client, db, settings, token, addresses, asked, status):
    settings.METRICS_TOKEN, settings.METRICS_FROM = token, addresses
    assert client.get("/metrics", headers=asked).status_code == status


def test_no_host_name_or_redirect_stands_before_them(client, db, watch, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/metrics", headers={"host": "10.1.2.3:8000"}).status_code == 200


def test_requests_are_counted_by_view_and_status_never_by_address(client, db, watch):
    before = numbers(client)
    client.get("/healthz")
    client.get("/files/987654321/")
    after = numbers(client)

    def more(*key):
        return after.get(key, 0) - before.get(key, 0)

    assert more("deshang_requests_total", "GET", "302", "download") == 1
    assert more("deshang_request_seconds_count", "download") == 1
    # Whatever it says of this machine, and said to other tests.
    health = [key for key in after if key[0] == "deshang_requests_total" and key[-1] == "healthz"]
    assert sum(more(*key) for key in health) == 1
    assert more("deshang_queries_total", "default", "healthz") == 2
    assert "987654321" not in str(after)


def test_what_is_not_found_has_one_name(client, db, watch):
    client.get("/no/such/address/at/all/")
    client.get("/admin/no/such/address/")
    assert not [key for key in numbers(client) if "no/such" in str(key)]


def test_what_waits_is_told_with_its_age(client, db, watch):
    old = timezone.now() - timedelta(minutes=7)
    first = Errand.objects.create(task="core.write_ledger", next_at=old, problem="no disk")
    Errand.objects.filter(pk=first.pk).update(created_at=old)
    Errand.objects.create(task="core.write_ledger", next_at=old)
    WorkerPulse.objects.create(host="a", at=old)
    WorkerPulse.objects.create(host="b", at=timezone.now() - timedelta(seconds=30))
    found = numbers(client)
    assert found["deshang_errands", "core.write_ledger"] == 2
    assert found["deshang_errands_failing", "core.write_ledger"] == 1
    assert 420 <= found["deshang_errands_oldest_seconds", "core.write_ledger"] < 440
    assert 30 <= found[("deshang_pulse_age_seconds",)] < 50
    assert found[("deshang_outbox",)] == 0
    assert found[("deshang_database_up",)] == 1
    assert found[("deshang_database_connections",)] >= 1
    assert found[("deshang_database_connections_most",)] == 120


def test_without_a_database_they_say_so(client, db, watch, monkeypatch):
    def away():
        raise DatabaseError("it is away")

    monkeypatch.setattr(waiting, "_errands", away)
    found = numbers(client)
    assert found[("deshang_database_up",)] == 0
    assert ("deshang_outbox",) not in found
