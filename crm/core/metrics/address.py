"""Where the numbers are read, and who may: whoever knows the token, or comes from a listed address
without any proxy in between. Everybody else finds nothing there.
"""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess

from .waiting import Waiting

PATH = "/metrics"
THROUGH_A_PROXY = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def answer(request) -> HttpResponse:
    if not may_read(request.META):
        return HttpResponse(status=404)
    return HttpResponse(numbers(), content_type=CONTENT_TYPE_LATEST)


def may_read(environ: dict) -> bool:
    """``environ`` is WSGI's. Where the settings name neither token nor address, nobody may."""
    token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        return constant_time_compare(token, settings.METRICS_TOKEN)
    if any(environ.get(name) for name in THROUGH_A_PROXY):
        return False  # the address is the proxy's, so it says nothing of who asks
    try:
        asking = ip_address(environ.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(asking in ip_network(network, strict=False) for network in settings.METRICS_FROM)


def numbers() -> bytes:
    """Those of all processes of this machine, and what waits in the database."""
    from prometheus_client import REGISTRY

    registry = CollectorRegistry()
    registry.register(Waiting())
    if settings.METRICS_FOLDER:
        multiprocess.MultiProcessCollector(registry, path=settings.METRICS_FOLDER)
        return generate_latest(registry)
    return generate_latest(REGISTRY) + generate_latest(registry)
