"""The menu of each role: what it does daily at the top, everything else it may open behind that."""

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from wagtail.admin.menu import admin_menu

from crm.core.granting import give_role, grant
from crm.core.models import Notification
from crm.staff.menu import AT_THE_TOP, LIBRARY, key_of

TOP = {
    "officer": ["lead", "project/board", "project", "company", "servicerequest", "more"],
    "section_head": ["lead", "project/board", "project", "statement", "warninglight", "more"],
    "park_officer": ["project", "plot", "entryapplication", "enterprise", "contribution", "more"],
    "finance": [
        "contribution",
        "reconciliation",
        "statement",
        "statement/desk",
        "ledgerentry",
        "more",
    ],
    "leader": ["dashboard", "action-plan", "dispatchmeeting", "project/board", "statement", "more"],
    "headquarters": [
        "dashboard",
        "action-plan",
        "dispatchmeeting",
        "project/board",
        "set-up",
        "more",
    ],
    "assessor": [
        "opinion",
        "reviewopinion",
        "assessment",
        "entryapplication",
        "servicerequest",
        "more",
    ],
    "auditor": ["project", "statement", "ledgerentry", "auditentry", "proof", "more"],
    "system_administrator": ["tables", "messageservice", "webhook", "ratelimit"],
    "security_administrator": [
        "personal-data",
        "tables",
        "proposal",
        "user",
        "department",
        "erasure",
    ],
    "audit_administrator": ["auditentry", "exportlog", "proof", "proposal", "user", "more"],
}


@pytest.fixture
def person(people):
    people.officer.is_superuser = False
    return people.officer


def request_of(person):
    assert get_resolver().url_patterns, "the viewsets register their entries with their addresses"
    request = RequestFactory().get(reverse("wagtailadmin_home"))
    request.user = type(person).objects.get(pk=person.pk)
    return request


def menu_of(person) -> list:
    items = admin_menu.menu_items_for_request(request_of(person))
    return sorted(items, key=lambda item: item.order)


def leaves(items) -> list:
    return [
        leaf
        for item in items
        for leaf in (leaves(item.menu.registered_menu_items) if hasattr(item, "menu") else [item])
    ]


@pytest.mark.parametrize("role", TOP)
def test_what_a_role_does_daily_stands_at_the_top(role, person):
    grant(person, {role})
    keys = [key_of(item) if not hasattr(item, "menu") else item.name for item in menu_of(person)]
    assert keys == ["#search", "desk", *TOP[role], "notifications"]
    assert len(keys) - 1 <= AT_THE_TOP


@pytest.mark.parametrize("role", TOP)
def test_nothing_that_a_role_may_open_is_lost_or_stands_twice(role, person, monkeypatch):
    grant(person, {role})
    shown = [key_of(leaf) for leaf in leaves(menu_of(person))]
    monkeypatch.setattr("crm.staff.wagtail_hooks.arranged", lambda items, request: items)
    request = request_of(person)
    whole = [
        key_of(leaf)
        for item in admin_menu.menu_items_for_request(request)
        if item.name not in LIBRARY
        for leaf in (item.menu.menu_items_for_request(request) if hasattr(item, "menu") else [item])
    ]
    assert sorted(shown) == sorted(whole)
    assert len(shown) == len(set(shown))


def test_who_holds_two_roles_finds_the_first_of_both(person):
    grant(person, {"officer"})
    give_role(person, "finance")
    keys = [key_of(item) for item in menu_of(person) if not hasattr(item, "menu")]
    assert keys[2:-1] == ["lead", "contribution", "project/board", "reconciliation", "project"]


def test_the_bell_counts_what_is_unread(client, person):
    client.force_login(person)
    address = reverse("wagtailadmin_notifications")
    page = client.get(reverse("company:index")).content.decode()
    assert '"data-unread": ""' in page
    Notification.objects.create(recipient=person, kind="mentioned")
    page = client.get(reverse("company:index")).content.decode()
    assert '"data-unread": 1' in page
    assert f'href="{address}"' in page.split("ds-bottombar")[1]


def test_the_menu_is_put_together_without_asking_for_each_entry(
    person, django_assert_max_num_queries
):
    request = request_of(person)
    with django_assert_max_num_queries(4):
        admin_menu.menu_items_for_request(request)


@pytest.mark.parametrize("role", TOP)
def test_the_mark_of_the_current_entry_is_on_no_other(person, role):
    """Wagtail marks each entry whose name the current one's begins with."""
    grant(person, {role})
    names = [leaf.name for leaf in leaves(menu_of(person))]
    begun = [(a, b) for a in names for b in names if a != b and b.startswith(a)]
    assert len(names) == len(set(names)) > 3
    assert begun == []
