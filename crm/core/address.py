"""The address that a request comes from."""

from ipaddress import ip_address, ip_network

from django.conf import settings


def address_of(request) -> str:
    """The client's address; of an IPv6 address its network; "" if unknown.

    Behind proxies of our own (``TRUSTED_PROXIES``) it is the last address named that is none of
    theirs: what stands before it the client may have written itself. Where they are not listed and
    ``BEHIND_PROXY`` is set, it is the last one named.
    """
    forwarded = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part
    ]
    hops = [*forwarded, request.META.get("REMOTE_ADDR", "")]
    try:
        address = ip_address(_client_of(hops))
    except ValueError:
        return ""
    return str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))


def _client_of(hops: list[str]) -> str:
    """``hops`` as they are named, the peer of the connection last."""
    proxies = [ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES]
    if not proxies:
        return hops[-2] if settings.BEHIND_PROXY and len(hops) > 1 else hops[-1]
    for hop in reversed(hops):
        if not _is_within(hop, proxies):
            return hop
    return hops[0]


def _is_within(hop: str, networks) -> bool:
    """A peer without an address is the proxy at a socket of this machine."""
    return not hop or any(ip_address(hop) in network for network in networks)
