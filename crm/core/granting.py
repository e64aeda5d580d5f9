"""Giving roles to people, and the roles' permissions to the database."""

from itertools import permutations

from django.utils.translation import gettext as _

from .errors import Refused
from .roles import EXCLUSIVE, OUTSIDE, ROLES
from .writes import as_one
from .writing.history import save_as


def excluded_pair(codes) -> tuple[str, str] | None:
    """Two of these roles that one person may not hold together, else None."""
    for one, other in permutations([code for code in ROLES if code in codes], 2):
        if any(one in side and other in opposite for side, opposite in EXCLUSIVE):
            return one, other
    return None


def check_together(codes):
    """Raises Refused where the table of exclusive roles forbids them to one person."""
    pair = excluded_pair(codes)
    if pair:
        one, other = (ROLES[code].label for code in pair)
        words = {"one": one, "other": other}
        raise Refused(_("The roles “%(one)s” and “%(other)s” are not held by one person.") % words)


def in_order(codes) -> str:
    """As they are stored: "officer,finance"."""
    return ",".join(code for code in ROLES if code in codes)


@as_one()
def grant(person, codes, *, by=None, reason: str = "", **facts):
    """Let ``person``, new or not, hold exactly the roles ``codes``; one row of history says it.

    ``facts`` are further fields of User. Raises Refused for roles that exclude one another.
    """
    from django.contrib.auth.models import Group

    check_together(codes)
    for name, value in facts.items():
        setattr(person, name, value)
    person.roles, person.is_staff = in_order(codes), any(ROLES[code].is_staff for code in codes)
    save_as(person, by=by, reason=reason)
    person.is_being_granted = True
    try:
        person.groups.set(Group.objects.filter(name__in=codes))
    finally:
        del person.is_being_granted
    for attribute in ("role_codes", "own_permissions"):
        person.__dict__.pop(attribute, None)
    return person


def give_role(user, code: str, *, by=None, reason: str = ""):
    """Make ``user`` hold the role ``code`` (a key of ROLES) besides those held already."""
    codes = set(user.groups.values_list("name", flat=True)) & set(ROLES)
    return grant(user, codes | {code}, by=by, reason=reason)


def is_from_outside(person) -> bool:
    """Whether the login is one of an agency, a referrer or an enterprise; the program is none."""
    return bool((OUTSIDE - {"program"}) & set(person.roles.split(",")))


def keep_roles(sender, instance, action, reverse, pk_set, **_signal):
    """A signal handler for groups changed without ``grant``: refuses roles that exclude one
    another, and records the change in the history.
    """
    if getattr(instance, "is_being_granted", False):
        return
    people = _touched(instance, pk_set) if reverse else [instance]
    for person in people:
        codes = set(person.groups.values_list("name", flat=True)) & set(ROLES)
        if action == "pre_add":
            added = {instance.name} if reverse else set(_names(pk_set))
            check_together(codes | added & set(ROLES))
        elif action.startswith("post_") and person.roles != in_order(codes):
            person.roles = in_order(codes)
            person.save(update_fields=["roles"])


def _touched(group, pk_set):
    """The people of a change made from the group's side. Where the group is emptied the signal
    names nobody: then those whose stored roles still name it.
    """
    people = group.user_set.model.objects
    return people.filter(pk__in=pk_set) if pk_set else people.filter(roles__contains=group.name)


def _names(pk_set):
    from django.contrib.auth.models import Group

    return Group.objects.filter(pk__in=pk_set).values_list("name", flat=True)


def apply_roles(using="default", **_signal):
    """Give each role's group exactly its permissions; after a migration once, when all are
    made.
    """
    from django.contrib.auth.models import Group, Permission

    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for code, role in ROLES.items():
        group, _created = Group.objects.using(using).get_or_create(name=code)
        group.permissions.set(
            [permissions[name] for name in role.permissions if name in permissions]
        )


def missing_permissions() -> set[str]:
    """Names in ROLES for which there is no permission; a test keeps this empty."""
    from django.contrib.auth.models import Permission

    permissions = {
        f"{app}.{name}"
        for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    }
    return set().union(*(role.permissions for role in ROLES.values())) - permissions
