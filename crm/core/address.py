"""The address that a request comes from."""

from ipaddress import ip_address, ip_network

from django.conf import settings


def address_of(request) -> str:
    """The client's address: behind our own proxy the last one that it names; of an IPv6 address its
    network; "" if unknown.
    """
    named = (
        request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if settings.BEHIND_PROXY
        else ""
    )
    try:
        found = ip_address(named or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False))
