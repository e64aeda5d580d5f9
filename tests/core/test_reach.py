"""What is posted reaches no address of the own network that was not listed as one."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from crm.core.models import MessageService, Webhook
from crm.core.notifications import reach
from crm.core.notifications.webhooks import NotDelivered, post_text


@pytest.fixture
def robot():
    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.server.heard.append(self.headers["Host"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"errcode": 0}).encode())

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Robot)
    server.heard = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.0.114.9", True),
        ("8.8.8.8", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("127.8.0.1", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("172.32.0.1", True),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:1::", False),
        ("2001:db8::1", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert reach.is_public(address) is public


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0"])
def test_however_it_is_written_this_machine_is_not_reached(robot, name):
    with pytest.raises(reach.Inside):
        reach.post(f"http://{name}:{robot.server_port}/send", {}, may_be_inside=False)
    assert robot.heard == []


def test_of_a_name_with_an_address_inside_none_is_called(robot, monkeypatch):
    rows = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, robot.server_port))
        for address in ("203.0.114.9", "127.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_options: rows)
    with pytest.raises(reach.Inside):
        reach.post(f"http://rebinding.example:{robot.server_port}/", {}, may_be_inside=False)
    assert robot.heard == []


def test_a_name_is_looked_up_once_and_that_address_is_called(robot, monkeypatch):
    """The second answer would be another one: DNS rebinding."""
    looked_up, real = [], socket.getaddrinfo

    def answer(host, *rest, **options):
        if host != "robots.example":
            return real(host, *rest, **options)
        looked_up.append(host)
        found = "127.0.0.1" if len(looked_up) == 1 else "203.0.113.250"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, robot.server_port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    url = f"http://robots.example:{robot.server_port}/send"
    assert reach.post(url, {}, may_be_inside=True).status_code == 200
    assert looked_up == ["robots.example"]
    assert robot.heard == [f"robots.example:{robot.server_port}"]


def test_a_proxy_of_the_surroundings_is_not_asked(robot, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    url = f"http://127.0.0.1:{robot.server_port}/send"
    assert reach.post(url, {}, may_be_inside=True).status_code == 200


@pytest.mark.django_db
def test_a_listed_server_is_reached_inside_only_if_it_is_listed_as_one(people, robot):
    origin = f"http://127.0.0.1:{robot.server_port}"
    service = MessageService.objects.create(channel="wecom", origin=origin)
    webhook = Webhook.objects.create(
        user=people.head, channel="wecom", address=f"{origin}/cgi-bin/webhook/send?key=K"
    )
    with pytest.raises(NotDelivered, match="network"):
        post_text(webhook, "消息")
    assert robot.heard == []
    service.is_inside = True
    service.save()
    post_text(webhook, "消息")
    assert len(robot.heard) == 1
