"""Posting to a server outside, and to none inside that was not listed as one.

A name is looked up once, and the connection goes to the address that was found and judged: whoever
answers for the name can not let a second look-up lead elsewhere. Proxies of the surroundings are
not used, since they would look the name up by themselves.
"""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

SECONDS_TO_WAIT = 10
PORTS = {"http": 80, "https": 443}


class Inside(Exception):
    """The name leads to this machine, to its network or to none that is public."""


def post(url: str, body: dict, *, may_be_inside: bool) -> requests.Response:
    """Raises Inside, or requests.RequestException where nobody answers."""
    parts = urlsplit(url)
    port = parts.port or PORTS[parts.scheme]
    address = _judged(_addresses(parts.hostname, port), may_be_inside)
    host = f"[{address}]" if ":" in address else address
    pinned = parts._replace(netloc=f"{host}:{port}").geturl()
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", _ByName(parts.hostname))
        return session.post(
            pinned,
            json=body,
            headers={"Host": parts.netloc.rpartition("@")[2]},
            timeout=SECONDS_TO_WAIT,
            allow_redirects=False,
        )


def _addresses(name: str, port: int) -> list[str]:
    try:
        rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise requests.ConnectionError("unknown name") from error
    return [row[4][0].partition("%")[0] for row in rows]


def _judged(addresses: list[str], may_be_inside: bool) -> str:
    """The first one; one inside among several makes all of them suspect."""
    if not may_be_inside and not all(is_public(address) for address in addresses):
        raise Inside
    return addresses[0]


def is_public(address: str) -> bool:
    """Not loopback, link-local, private, shared, multicast or reserved; an IPv6 address that
    carries one of IPv4 is judged by that.
    """
    ip = ip_address(address)
    if ip.version == 6:
        carried = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if carried is not None:
            return is_public(str(carried))
    return ip.is_global and not ip.is_multicast


class _ByName(HTTPAdapter):
    """Its certificate has to be that of the name, though the address is called."""

    def __init__(self, name: str):
        self.name = name
        super().__init__()

    def init_poolmanager(self, *args, **options):
        names = {"server_hostname": self.name, "assert_hostname": self.name}
        super().init_poolmanager(*args, **options, **names)
