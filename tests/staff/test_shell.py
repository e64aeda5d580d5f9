"""The frame round every staff page."""

import pytest
from django.urls import reverse

from crm.core import demonstration
from crm.core.models import Notification
from leads.models import Agent

RIBBON = '<aside class="ds-ribbon"'


@pytest.fixture(autouse=True)
def asked_anew():
    demonstration.ask_anew()
    yield
    demonstration.ask_anew()


def test_a_ribbon_says_once_that_the_demonstration_is_loaded(client, people):
    client.force_login(people.officer)
    Agent.objects.create(name="湘江咨询", department=people.city, is_demo=True)
    page = client.get(reverse("company:index")).content.decode()
    assert page.count(RIBBON) == 1


def test_real_work_has_no_ribbon(client, people):
    client.force_login(people.officer)
    Agent.objects.create(name="湘江咨询", department=people.city)
    assert RIBBON not in client.get(reverse("company:index")).content.decode()


def test_what_was_asked_is_kept_for_a_while(people, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not demonstration.is_loaded() and not demonstration.is_loaded()


def test_the_bar_for_the_thumb_holds_the_first_entries_and_the_bell(client, people):
    client.force_login(people.officer)
    Notification.objects.create(recipient=people.officer, kind="mentioned")
    page = client.get(reverse("company:index")).content.decode()
    bar = page.split('<nav class="ds-bottombar"')[1].split("</nav>")[0]
    links = [part.split('"')[0] for part in bar.split('<a href="')[1:]]
    assert links == [
        "/admin/",
        "/admin/lead/",
        "/admin/project/board/",
        "/admin/project/",
        "/admin/notifications/",
    ]
    assert '<span class="ds-badge" aria-hidden="true">1</span>' in bar


def test_the_icons_of_the_menu_are_in_the_sprite(client, people):
    client.force_login(people.officer)
    sprite = client.get(reverse("wagtailadmin_sprite")).content.decode()
    assert 'id="icon-ds-board"' in sprite and 'id="icon-ds-bell"' in sprite
