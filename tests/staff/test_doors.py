"""Of the addresses that come with a library only those answer that the product uses."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from crm.core.models import User
from crm.site.doors import CITY, PAGES, PICTURES
from crm.staff.doors import is_ours, view_of

# Whoever needs another one writes it here and in crm.staff.doors, after looking at what it shows to
# whom.
ANSWERING = {
    "wagtailadmin_home",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_dismissibles",
    "wagtail_bulk_action",
    "captcha-image",
    "portal:logout",
    "portal:password_change",
    "portal:password_reset",
    "portal:password_reset_sent",
    "portal:password_reset_confirm",
}


def foreign_routes(patterns=None, before="", names=()):
    """(name, address) of every route whose view is not ours."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = (*names, each.namespace) if each.namespace else names
            yield from foreign_routes(each.url_patterns, route, inner)
        elif isinstance(each, URLPattern) and not is_ours(view_of(each.callback)):
            yield ":".join((*names, each.name or "")), route


def address_of(route) -> str:
    """An address of the route; its own rules for parts in brackets are met by 1."""
    plain = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", route.replace("^", "").replace("$", ""))
    return "/" + re.sub(r"<[^>]+>", "1", plain).replace("\\", "").replace(".*", "anything")


@pytest.fixture
def administrator(client, db):
    """Whom neither a permission nor a library's look at the superuser holds back."""
    everything = Group.objects.create(name="everything")
    everything.permissions.set(Permission.objects.all())
    root = User.objects.create_user("root", is_staff=True, is_superuser=True)
    root.groups.add(everything)
    client.force_login(root)
    return client


def test_every_foreign_route_off_the_list_does_not_exist(administrator):
    closed = [
        (name, address_of(route))
        for name, route in foreign_routes()
        if name not in ANSWERING and name not in {*PAGES, *PICTURES, *CITY}
    ]
    # At this address our own page stands before Wagtail's.
    closed.remove(("wagtailadmin_account", reverse("own_settings")))
    assert len(closed) > 150
    answered = {}
    for name, address in closed:
        for send in (administrator.get, administrator.post):
            if (status := send(address).status_code) != 404:
                answered[name, address] = status
    assert answered == {}


def test_the_list_names_no_route_that_is_gone():
    assert {name for name, _route in foreign_routes()} >= ANSWERING


@pytest.mark.parametrize("name", sorted(ANSWERING))
def test_what_is_on_the_list_answers(administrator, deal, name):
    route = next(route for each, route in foreign_routes() if each == name)
    if name == "wagtail_bulk_action":
        address = reverse(name, args=["leads", "lead", "assign"]) + f"?id={deal.lead.pk}"
    elif name == "captcha-image":
        address = reverse(name, args=["nosuchcode"])
    else:
        person = str(User.objects.get(username="root").pk)
        address = "/" + re.sub(r"<[^>]+>", person, route)
    assert administrator.get(address).status_code in (200, 302, 405, 410)


@pytest.mark.parametrize(
    ("model", "action"),
    [("core/user", "delete"), ("core/user", "assign_role"), ("wagtailcore/page", "delete")],
)
def test_wagtails_own_steps_with_many_records_do_not_exist(administrator, model, action):
    assert administrator.get(f"/admin/bulk/{model}/{action}/?id=1").status_code == 404


def _addresses(items, request) -> list[str]:
    """Of all entries, down to the last group within a group."""
    inside = [
        address
        for item in items
        if hasattr(item, "menu")
        for address in _addresses(item.menu.menu_items_for_request(request), request)
    ]
    return [*(str(item.url) for item in items), *inside]


def test_no_entry_of_the_menus_leads_to_a_closed_door(administrator):
    from wagtail.admin.menu import admin_menu, settings_menu

    request = administrator.get(reverse("wagtailadmin_home")).wsgi_request
    items = admin_menu.menu_items_for_request(request) + settings_menu.menu_items_for_request(
        request
    )
    addresses = {address for address in _addresses(items, request) if address.startswith("/")}
    assert {
        reverse("user:index"),
        reverse("lead:index"),
        reverse("statement:desk"),
    } <= addresses
    assert "/admin/groups/" not in addresses
    assert [
        address
        for address in addresses
        if administrator.get(address, follow=True).status_code != 200
    ] == []
