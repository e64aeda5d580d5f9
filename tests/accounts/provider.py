"""The city's identity provider: a real one, as a process of its own on the loopback."""

import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

import requests

PATIENCE = 30  # seconds


@dataclass
class Provider:
    issuer: str
    client: dict = field(default_factory=dict)

    def register(self, callback: str):
        """As a client that may send people back to ``callback`` alone."""
        answer = requests.post(
            f"{self.issuer}/oauth2/clients",
            json={"redirect_uris": [callback], "token_endpoint_auth_method": "client_secret_post"},
            timeout=10,
        )
        answer.raise_for_status()
        self.client = answer.json()

    def knows(self, sub: str, **claims):
        """What the provider vouches for of the person ``sub``."""
        answer = requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=10)
        answer.raise_for_status()

    def log_in(self, address: str, **typed) -> str:
        """The person at ``address`` says who they are; where the provider sends them then."""
        answer = requests.post(address, data=typed, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def running():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "-r", "true"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        provider = Provider(f"http://127.0.0.1:{port}")
        _await(provider, process)
        yield provider
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _await(provider: Provider, process):
    end = time.monotonic() + PATIENCE
    address = f"{provider.issuer}/.well-known/openid-configuration"
    while time.monotonic() < end and process.poll() is None:
        try:
            return json.loads(requests.get(address, timeout=2).text)
        except (requests.ConnectionError, json.JSONDecodeError):
            time.sleep(0.1)
    raise AssertionError("the provider did not start")
