"""A page of a list asks the database as often for many rows as for few."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from wagtail.admin.viewsets import viewsets

from crm.accounts import sessions
from crm.core.models import Webhook
from crm.staff.viewsets import RecordViewSet

from .rows import GIVEN, more_rows, without_checks

MOST = 40


class Undone(Exception):
    """Ends the transaction in which one list was tried."""


@pytest.fixture
def reader(client, people, monkeypatch):
    """Somebody who reads every list and may do all that the bureau does with its rows; nobody does
    in real life. That a session is used, which is noted once a minute, is no query of a list.
    """
    monkeypatch.setattr(sessions, "NOTED_EVERY", 3600)
    people.auditor.is_superuser = True
    people.auditor.save()
    whole = Group.objects.create(name="the whole bureau")
    whole.permissions.set(Permission.objects.filter(group__isnull=False).distinct())
    people.auditor.groups.add(whole)
    client.force_login(people.auditor)
    return client


def every_list() -> list[RecordViewSet]:
    assert get_resolver().url_patterns, "the lists register themselves with their addresses"
    return [viewset for viewset in viewsets.viewsets if isinstance(viewset, RecordViewSet)]


def asked(client, address) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return [query["sql"] for query in queries]


def few_and_many(client, screen) -> tuple[list[str], list[str]]:
    address = reverse(f"{screen.name}:index") + "?view=all&all=1"  # all: of every department
    more_rows(screen.model, 2)
    client.get(address)
    few = asked(client, address)
    more_rows(screen.model, 7)
    return few, asked(client, address)


def test_a_list_asks_no_more_for_many_rows_than_for_few(reader):
    without_checks()
    screens = [each for each in every_list() if each.model not in (*GIVEN, Webhook)]
    assert len(screens) > 60
    growing = {}
    for screen in screens:
        try:
            with transaction.atomic():
                few, many = few_and_many(reader, screen)
                raise Undone
        except Undone:
            if len(many) > len(few) or len(many) > MOST:
                new = [sql for sql in many if many.count(sql) > 1] or many
                growing[screen.name] = (len(few), len(many), new[-1][:200])
    assert growing == {}
