"""The menu at the side: what a role does every day stands open, all else one step further.

The key of an entry is its address below the admin: "lead", "project/board". ``EVERY_DAY`` says what
comes first for which role; ``SETTINGS`` names the rules and settings; everything else that the
person may open stands behind “More”, in the groups in which the apps registered it.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from crm.core.notifications.inbox import unread_of
from crm.core.roles import ROLES

AT_THE_TOP = 8  # entries, with the search, the desk and “More”
IN_THE_BAR = 4  # beside the bell
MORE, SET_UP = "more", "set-up"

EVERY_DAY = {
    "officer": ["lead", "project/board", "project", "company", "servicerequest"],
    "section_head": ["lead", "project/board", "project", "statement", "warninglight"],
    "park_officer": ["project", "plot", "entryapplication", "enterprise", "contribution"],
    "finance": ["contribution", "reconciliation", "statement", "statement/desk", "ledgerentry"],
    "leader": ["dashboard", "action-plan", "dispatchmeeting", "project/board", "statement"],
    "headquarters": ["dashboard", "action-plan", "dispatchmeeting", "project/board", SET_UP],
    "assessor": ["opinion", "reviewopinion", "assessment", "entryapplication", "servicerequest"],
    "auditor": ["project", "statement", "ledgerentry", "auditentry", "proof"],
    "system_administrator": ["messageservice", "webhook", "ratelimit"],
    "security_administrator": ["user", "department", "proposal"],
    "audit_administrator": ["auditentry", "exportlog", "proof", "proposal", "user"],
    "editor": ["pages", "publiccontact", "district"],
    "publisher": ["pages", "publiccontact", "district", "settings/site/city"],
}
SETTINGS = [
    "dispatchbody",
    "proposal",
    "parameter",
    "calendarday",
    "warningrule",
    "fitweight",
    "listkind",
    "scheme",
    "criterion",
    "threshold",
    "approvalstep",
    "documenttemplate",
    "exchangerate",
    "tag",
    "portalinvitation",
    "enterpriseinvitation",
    "servicekind",
    "servicetime",
    "assignmentrule",
    "messageservice",
    "webhook",
    "ratelimit",
    "user",
    "department",
    "exportlog",
    "tableimport",
    "auditentry",
    "consenttext",
    "personal-data",
    "personrequest",
    "erasure",
]
FURNITURE = {"#search", "desk", "notifications"}
# Wagtail's own groups: of these pages, pictures and sites nothing is used here.
LIBRARY = {"explorer", "images", "documents", "snippets", "forms", "reports", "settings", "help"}


def shown_to(permission: str) -> type[MenuItem]:
    """The class of an entry that is hidden from those without ``permission``."""

    def is_shown(_self, request):
        return request.user.has_perm(permission)

    return type("PermittedItem", (MenuItem,), {"is_shown": is_shown})


class Bell(MenuItem):
    """The way to one's notifications, with the number of those unread."""

    def render_component(self, request):
        unread = unread_of(request)
        attrs = {"data-bell": "", "data-unread": unread or "", "aria-label": said_of(unread)}
        return LinkMenuItem(self.name, self.label, self.url, self.icon_name, attrs=attrs)


# Functions (user) → how many things wait for the person; the apps register them.
_WAITING: list[Callable] = []


def count_waiting(count_of: Callable) -> None:
    """Show on the entry of the desk, at the foot of a phone, what ``count_of(user)`` returns."""
    if count_of not in _WAITING:
        _WAITING.append(count_of)


def waiting_of(user) -> int:
    return sum(count_of(user) for count_of in _WAITING)


def said_of(unread: int) -> str:
    return (
        gettext("Notifications, %(count)d unread") % {"count": unread}
        if unread
        else gettext("Notifications")
    )


def furniture() -> list[MenuItem]:
    """What stands in everybody's menu: the desk at the top, the bell beside the user."""
    return [
        MenuItem(
            _("My desk"),
            reverse_lazy("wagtailadmin_home"),
            name="desk",
            icon_name="ds-home",
            order=5,
        ),
        Bell(
            _("Notifications"),
            reverse_lazy("wagtailadmin_notifications"),
            name="notifications",
            icon_name="ds-bell",
            order=9999,
        ),
    ]


def arranged(items: Iterable[MenuItem], request) -> list[MenuItem]:
    """The entries that the apps registered, as this person's menu."""
    request.own_menu = _arranged(items, request)
    return request.own_menu


def for_the_thumb(request) -> list[dict]:
    """The bar at the foot of a phone: the first entries of the menu, and the bell at its end."""
    links = [
        item
        for item in sorted(request.own_menu, key=lambda item: item.order)
        if not hasattr(item, "menu") and str(item.url).startswith("/")
    ]
    return [_in_bar(item) for item in (*links[:IN_THE_BAR], *links[-1:])]


def _in_bar(item: MenuItem) -> dict:
    return {
        "url": str(item.url),
        "label": str(item.label),
        "icon": item.icon_name,
        "is_bell": isinstance(item, Bell),
        "is_desk": item.name == "desk",
    }


def _arranged(items: Iterable[MenuItem], request) -> list[MenuItem]:
    items = [item for item in items if item.name not in LIBRARY]
    fixed = [item for item in items if key_of(item) in FURNITURE]
    entries = {key_of(leaf): leaf for leaf in _leaves(items, request)}
    for item in fixed:
        entries.pop(key_of(item), None)
    room = AT_THE_TOP - 1 - sum(key_of(item) != "notifications" for item in fixed)
    top = [key for key in first_of(request.user.role_codes) if key in entries or key == SET_UP]
    if len(entries) <= room + 1:
        return [*fixed, *_in_order(entries.values())]
    return [*fixed, *_behind(entries, top[:room], items, request)]


def first_of(role_codes) -> list[str]:
    """The keys of the entries that come first; those of several roles by turns."""
    keys_by_role = [EVERY_DAY[code] for code in ROLES if code in role_codes and code in EVERY_DAY]
    by_turns = (key for keys in zip_longest(*keys_by_role) for key in keys if key)
    return list(dict.fromkeys(by_turns))


def key_of(item: MenuItem) -> str:
    """ "lead" of /admin/lead/; the name of what has no address of its own."""
    root = reverse("wagtailadmin_home")
    address = str(item.url).split("?")[0]
    inside = address.removeprefix(root).strip("/") if address.startswith(root) else address
    return inside or item.name


def _leaves(items, request) -> Iterator[MenuItem]:
    for item in items:
        yield from item.menu.menu_items_for_request(request) if hasattr(item, "menu") else [item]


def _behind(entries: dict, top: list[str], items, request) -> list[MenuItem]:
    """The ``top`` ones in their order, then “More” with all others in their groups."""
    menu_items = []
    for key in top:
        if key == SET_UP:
            menu_items += _settings(entries, top)
        else:
            menu_items.append(entries[key])
    more = [
        *_groups(items, {*top, *SETTINGS}, request),
        *([] if SET_UP in top else _settings(entries, top)),
    ]
    if more:
        menu_items.append(_submenu(MORE, gettext("More"), more, "ds-more"))
    return _in_order(menu_items)


def _groups(items, elsewhere: set[str], request) -> list[MenuItem]:
    """The groups of the apps without the entries that stand elsewhere."""
    groups = []
    for item in sorted(items, key=lambda item: item.order):
        leaves = _leaves([item], request)
        entries = [leaf for leaf in leaves if key_of(leaf) not in elsewhere | FURNITURE]
        if hasattr(item, "menu") and entries:
            groups.append(_submenu(item.name, item.label, entries, item.icon_name))
        else:
            groups += entries
    return groups


def _settings(entries: dict, top: list[str]) -> list[MenuItem]:
    settings = [entries[key] for key in SETTINGS if key in entries and key not in top]
    return [_submenu(SET_UP, gettext("Settings"), settings, "ds-settings")] if settings else []


def _submenu(name, label, entries, icon) -> SubmenuMenuItem:
    menu = Menu(items=_in_order(entries))
    return SubmenuMenuItem(label, menu, name=name, icon_name=icon)


def _in_order(entries) -> list[MenuItem]:
    """Wagtail sorts by ``order``: the entries in the order in which they are given."""
    return [_placed(entry, 10 + place) for place, entry in enumerate(entries)]


def _placed(item: MenuItem, place: int) -> MenuItem:
    """A copy, since the registered entry is everybody's. Wagtail marks every entry whose name the
    current one's begins with, so that none may begin another ("项目", "项目看板").
    """
    copy = type(item).__new__(type(item))
    name = item.name if hasattr(item, "menu") else f"{key_of(item).replace('/', '-')}_"
    copy.__dict__ = item.__dict__ | {"order": place, "name": name}
    return copy
