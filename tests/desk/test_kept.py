"""Who asked the desk is forgotten once the time is over, however the request ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.core.database.owner import as_owner
from crm.core.personal.keep import keep
from crm.core.personal.registry import HOLDINGS
from crm.desk.models import ServiceRequest
from crm.desk.requests.settle import merge, transfer, withdraw

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=4 * 365)
ENDS = {
    "withdrawn": lambda request, desk: withdraw(request, note="已自行办好"),
    "transferred": lambda request, desk: transfer(
        request, by=desk.people.officer, note="归住建部门", transferred_to="市住建局"
    ),
    "merged": lambda request, desk: _merged(request, desk),
}


def _merged(request, desk):
    other = desk.ask(phone="")
    merge(request, by=desk.people.officer, note="同一件事", merged_into=other)
    return other


def _ended_long_ago(*requests):
    with as_owner():
        ServiceRequest._base_manager.filter(pk__in=[request.pk for request in requests]).update(
            closed_at=timezone.now() - LONG_AGO
        )


@pytest.mark.parametrize("end", ENDS)
def test_the_caller_of_a_settled_request_is_forgotten(desk, end):
    request = desk.ask()
    assert request.contact_name and request.phone
    other = ENDS[end](request, desk)
    _ended_long_ago(request)
    if end == "merged":
        assert keep(HOLDINGS[ServiceRequest]) == 0  # the other one is open still
        withdraw(other, note="已自行办好")
        _ended_long_ago(request, other)
    keep(HOLDINGS[ServiceRequest])
    request.refresh_from_db()
    assert (request.contact_name, request.phone) == ("", "")


def test_the_caller_of_an_open_request_stays(desk):
    request = desk.ask()
    assert keep(HOLDINGS[ServiceRequest]) == 0
    request.refresh_from_db()
    assert request.phone
