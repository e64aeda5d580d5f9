"""What a server of error reports learns: where it broke, and nothing about anybody."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest

from tests.template_database import REPO

BREAKS = """
import django
django.setup()
from django.test import RequestFactory
from crm.core.request_ids import RequestIds
import logging, sentry_sdk
from django.core.handlers.exception import convert_exception_to_response

def view(request):
    phone_number = "13907360001"
    raise ValueError("the phone of 张三 is " + phone_number)

from django.core.signals import got_request_exception
request = RequestFactory().post("/leads/张三/?q=13907360001", {"name": "李四"},
                                headers={"cookie": "sessionid=abcdef"})
with sentry_sdk.new_scope():
    sentry_sdk.set_user({"id": 1, "username": "wangwu"})
    try:
        RequestIds(view)(request)
    except ValueError as error:
        sentry_sdk.capture_exception(error)
logging.getLogger("crm").error("no letter for %s", "13907360001")
sentry_sdk.flush(10)
"""


@pytest.fixture
def server():
    """A real HTTP server in the place of the one that collects reports: (its port, what came)."""
    came = []

    class Collect(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append(brotli.decompress(body).decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_told):
            pass

    running = HTTPServer(("127.0.0.1", 0), Collect)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running.server_port, came
    running.shutdown()
    running.server_close()


def test_a_report_names_the_place_and_no_person(server):
    port, came = server
    env = {
        **os.environ,
        "SENTRY_DSN": f"http://key@127.0.0.1:{port}/1",
        "DJANGO_SETTINGS_MODULE": "crm.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", BREAKS], cwd=REPO, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for body in came for line in body.splitlines()[2::2]]
    assert [event["level"] for event in events] == ["error", "error"]
    broken = events[0]
    (error,) = broken["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "view"
    assert len(broken["tags"]["request_id"]) == 32
    for secret in ("张三", "李四", "wangwu", "abcdef", r"\u5f20"):
        assert secret not in "".join(came)
    # of the message's own line of code alone
    assert all("13907360001" not in json.dumps(each) for each in events[1:])


def test_without_an_address_nothing_is_loaded():
    told = "import django; django.setup(); import sys; print('sentry_sdk' in sys.modules)"
    env = {**os.environ, "SENTRY_DSN": "", "DJANGO_SETTINGS_MODULE": "crm.settings"}
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=REPO, env=env, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False", done.stderr
