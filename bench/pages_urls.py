"""The addresses of the software, and an empty page of each of its two shells."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from crm.staff.doors import OPEN_DOORS
from crm.urls import urlpatterns as addresses

OPEN_DOORS |= {"bench_staff", "bench_portal"}


def empty(base: str):
    template = engines["django"].from_string(f'{{% extends "{base}" %}}')
    return lambda request: HttpResponse(template.render({}, request))


urlpatterns = [
    path("bench/staff/", empty("wagtailadmin/base.html"), name="bench_staff"),
    path("bench/portal/", empty("portal/base.html"), name="bench_portal"),
    *addresses,
]
