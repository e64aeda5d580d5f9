"""How two names are related: the same body, group and member, head office and branch."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from .names import Parts


class Kind(models.TextChoices):
    CODE = "code", _("same credit code")
    SAME = "same", _("same name in another way of writing")
    SIMILAR = "similar", _("similar name")
    ELSEWHERE = "elsewhere", _("same name in another place")
    GROUP = "group", _("group and member")
    BRANCH = "branch", _("head office and branch")


ALIKE = 80  # per cent, from which two cores count as one for a group or a branch
RELATED = {Kind.GROUP, Kind.BRANCH}


def kind_between(one: Parts, other: Parts) -> Kind:
    """How two names are related. A group and its member, or a head office and its branch, are never
    one body.
    """
    if one.is_elsewhere(other):
        return Kind.ELSEWHERE if one.core == other.core else Kind.SIMILAR
    alike = fuzz.ratio(one.head or one.core, other.head or other.core) >= ALIKE
    if "branch" in (one.body, other.body) and one.core != other.core:
        return Kind.BRANCH if alike else Kind.SIMILAR
    if (
        _is_member(one, other)
        or _is_member(other, one)
        or alike
        and one.form
        and other.form
        and one.body != other.body
    ):
        return Kind.GROUP
    if one.core == other.core:
        return Kind.SAME
    return Kind.SIMILAR


def _is_member(member: Parts, group: Parts) -> bool:
    """吉利百矿 bears the name of the group 吉利."""
    return (
        group.body in ("group", "holding")
        and len(group.core) >= 2
        and member.core != group.core
        and member.core.startswith(group.core)
    )
