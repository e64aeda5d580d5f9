"""A worker on a machine of its own tells its numbers by itself."""

import urllib.error
import urllib.request

import pytest

from crm.core.metrics import worker
from tests.faults.house import free_port


@pytest.fixture
def address(db, settings):
    port = free_port()
    settings.METRICS_WORKER = f"127.0.0.1:{port}"
    worker.serve()
    return f"http://127.0.0.1:{port}"


def asked(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def test_it_tells_them_to_the_watch_alone(address, settings):
    assert asked(f"{address}/metrics") == (404, "")
    settings.METRICS_FROM = ["127.0.0.1"]
    status, told = asked(f"{address}/metrics")
    assert status == 200
    assert "deshang_database_up 1.0" in told
    assert asked(f"{address}/")[0] == 404


def test_without_a_setting_it_opens_nothing(settings, monkeypatch):
    settings.METRICS_WORKER = ""
    monkeypatch.setattr(worker, "make_server", None)  # which would be called
    worker.serve()
