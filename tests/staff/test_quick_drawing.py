"""What is drawn by ourselves for speed is what Wagtail would draw."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from pytest_django.asserts import assertHTMLEqual
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, ListingButton

from crm.core.roles import give_role
from crm.staff.row_menu import RowMenu

BUTTONS = [
    Button(
        "编辑 <b>",
        url="/admin/lead/edit/1/?a=1&b=2",
        icon_name="edit",
        priority=20,
        attrs={"rel": "nofollow"},
    ),
    Button(
        "查看", url="/admin/lead/inspect/1/", icon_name="info-circle", classname="wide", priority=10
    ),
    Button("无图标", url="/admin/lead/other/1/"),
]


def test_a_row_menu_looks_as_wagtail_draws_it():
    menu = ButtonWithDropdown(
        buttons=BUTTONS,
        icon_name="dots-horizontal",
        attrs={"aria-label": "“<常德>”的更多选项", "data-row": "1"},
    )
    quick = RowMenu.in_place_of(menu)
    assert type(quick) is RowMenu
    assertHTMLEqual(quick.render_html({}), menu.render_html({}))


@pytest.mark.parametrize(
    "other",
    [
        ListingButton("打印", url="/"),
        ButtonWithDropdown("更多", buttons=BUTTONS),
        ButtonWithDropdown(buttons=[ListingButton("打印", url="/")]),
    ],
)
def test_what_is_more_than_plain_links_is_left_to_wagtail(other):
    assert RowMenu.in_place_of(other) is other


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
