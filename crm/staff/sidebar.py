"""The menu at the side, which takes a quarter of a page's time, kept for as long as a person may do
the same things.
"""

import hashlib

from django.core.cache import cache
from django.utils.translation import get_language
from wagtail.admin.templatetags import wagtailadmin_tags

KEPT_SECONDS = 300


def sidebar_props(context) -> str:
    """As Wagtail's tag of this name. No entry of ours depends on anything but permissions; a new
    one that does belongs into the key.
    """
    user = context["request"].user
    names = [
        get_language(),
        user.get_username(),
        user.first_name,
        wagtailadmin_tags.avatar_url(user),
    ]
    key = hashlib.sha256(
        "\n".join([*map(str, names), *sorted(user.own_permissions)]).encode()
    ).hexdigest()
    return cache.get_or_set(
        f"sidebar-{key}", lambda: wagtailadmin_tags.sidebar_props(context), KEPT_SECONDS
    )


def keep_sidebars():
    wagtailadmin_tags.register.simple_tag(sidebar_props, takes_context=True)
