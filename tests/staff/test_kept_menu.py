"""The menu at the side is kept for a while, and never for somebody else."""

import re

from django.contrib.auth.models import Group, Permission

from crm.core.granting import give_role
from crm.core.models import Notification


def menu_of(client, user) -> str:
    client.force_login(user)
    page = client.get("/admin/company/?view=all").content.decode()
    return re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)[1]


def test_the_kept_menu_is_that_of_the_person_and_of_what_they_may(client, people):
    officer, finance = menu_of(client, people.officer), menu_of(client, people.finance)
    assert "/admin/statement/desk/" in finance and "/admin/statement/desk/" not in officer
    assert menu_of(client, people.officer) == officer
    draws_up = Group.objects.create(name="draws up statements")
    draws_up.permissions.add(Permission.objects.get(codename="add_statement"))
    people.officer.groups.add(draws_up)
    assert "/admin/statement/desk/" in menu_of(client, people.officer)
    people.officer.groups.remove(draws_up)
    assert menu_of(client, people.officer) == officer


def test_the_kept_menu_speaks_the_language_and_names_the_person(client, people):
    from wagtail.users.models import UserProfile

    chinese = menu_of(client, people.officer)
    profile = UserProfile.get_for_user(people.officer)
    profile.preferred_language = "en"
    profile.save()
    assert menu_of(client, people.officer) != chinese
    give_role(people.finance, "officer")
    assert people.finance.name in menu_of(
        client, people.finance
    ) or people.finance.username in menu_of(client, people.finance)


def test_the_kept_menu_follows_the_bell(client, people):
    assert '"data-unread": ""' in menu_of(client, people.officer)
    Notification.objects.create(recipient=people.officer, kind="mentioned")
    assert '"data-unread": 1' in menu_of(client, people.officer)
