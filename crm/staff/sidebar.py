"""The menu at the side, kept for as long as a person may do the same things: put together anew it
takes a quarter of a page's time.
"""

import hashlib

from django.core.cache import cache
from django.utils.translation import get_language
from wagtail.admin.templatetags import wagtailadmin_tags

from crm.core.notifications.inbox import unread_of

from .menu import for_the_thumb

KEPT_SECONDS = 300


def sidebar_props(context) -> str:
    """As Wagtail's tag of this name. No entry of ours depends on anything but roles, permissions
    and the number of unread notifications; a new one that does belongs into the key.
    """
    request = context["request"]
    sidebar = cache.get_or_set(_key(request), lambda: _drawn(context), KEPT_SECONDS)
    props, request.in_reach_of_the_thumb = sidebar
    return props


def _drawn(context) -> tuple[str, list[dict]]:
    props = wagtailadmin_tags.sidebar_props(context)
    return props, for_the_thumb(context["request"])


def _key(request) -> str:
    user = request.user
    facts = [
        get_language(),
        user.get_username(),
        user.first_name,
        wagtailadmin_tags.avatar_url(user),
        unread_of(request),
        *sorted(user.own_permissions),
        *sorted(user.role_codes),
    ]
    return "sidebar-" + hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()


def keep_sidebars():
    wagtailadmin_tags.register.simple_tag(sidebar_props, takes_context=True)
