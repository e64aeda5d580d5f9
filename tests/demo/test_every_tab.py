"""Every tab of a record of each kind opens, whatever state the record is in."""

import re

import pytest
from django.urls import get_resolver, reverse
from wagtail.admin.viewsets import viewsets

from crm.core.models import User
from crm.staff.viewsets import RecordViewSet

TAB = re.compile(r"[?&;]tab=(\w+)")


@pytest.fixture
def demo(in_the_demonstration, db):
    """Read only."""


def _one_of_each_state(model, user):
    records = model.objects.visible_to(user)
    states = [field.name for field in model._meta.fields if field.name == "state"]
    return records.order_by(*states, "-pk").distinct(*states) if states else records[:1]


def test_every_tab_opens(client, demo):
    user = User.objects.get(username="demo_auditor")
    client.force_login(user)
    opened = 0
    assert get_resolver().url_patterns  # registers the screens
    screens = [viewset for viewset in viewsets.viewsets if isinstance(viewset, RecordViewSet)]
    for screen in screens:
        for record in _one_of_each_state(screen.model, user):
            page = client.get(reverse(screen.get_url_name("inspect"), args=[record.pk]))
            if page.status_code != 200:
                continue
            for tab in set(TAB.findall(page.content.decode())):
                answer = client.get(f"{page.request['PATH_INFO']}?tab={tab}")
                assert answer.status_code == 200, (screen.name, record, tab)
                opened += 1
    assert opened > 200
