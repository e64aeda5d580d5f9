"""Who may do what: the roles' rights are those of the program, and who holds a role holds it by
their history.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_noop as _

from crm.core.roles import ROLES

from ..exported import Exported
from ..fault import Fault, what

GROUP_RIGHTS, HOLDERS = "auth_group_permissions", "core_user_groups"
OF_ONE_PERSON = "core_user_user_permissions"


def check(export: Exported) -> Iterator[Fault]:
    groups = {row["id"]: row["name"] for row in export.rows("auth_group")}
    yield from _of_roles(export, groups)
    yield from _of_people(export, groups)
    for row in export.rows(OF_ONE_PERSON):
        problem = what(
            _("person %(person)s was given a right past the roles"), person=row["user_id"]
        )
        yield export.seen.fault(OF_ONE_PERSON, row["id"], problem)


def had_right(export: Exported, person: str | None, right: str, moment: str) -> bool:
    """Whether a person held a role with the right at that moment, by their history."""
    roles = ""
    for version in export.rows("core_historicaluser"):
        if version["id"] == person and _at(version["history_date"]) <= _at(moment):
            roles = version["roles"] or ""
    return any(right in ROLES[role].permissions for role in roles.split(",") if role in ROLES)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _of_roles(export: Exported, groups: dict[str, str]) -> Iterator[Fault]:
    rights, granted = _rights(export), defaultdict(set)
    for row in export.rows(GROUP_RIGHTS):
        role, right = groups.get(row["group_id"], "?"), rights.get(row["permission_id"], "?")
        granted[role].add(right)
        if role not in ROLES or right not in ROLES[role].permissions:
            problem = what(
                _("the role %(role)s has the right %(right)s, which the program does not give it"),
                role=role,
                right=right,
            )
            yield export.seen.fault(GROUP_RIGHTS, row["id"], problem)
    for role in sorted(ROLES):
        if missing := (ROLES[role].permissions & set(rights.values())) - granted[role]:
            words = {"role": role, "right": min(missing)}
            problem = what(_("the role %(role)s lacks the right %(right)s"), **words)
            yield export.seen.fault(GROUP_RIGHTS, role, problem)


def _rights(export: Exported) -> dict[str, str]:
    """{id: "app.name"}."""
    apps = {row["id"]: row["app_label"] for row in export.rows("django_content_type")}
    return {
        row["id"]: f"{apps.get(row['content_type_id'])}.{row['codename']}"
        for row in export.rows("auth_permission")
    }


def _of_people(export: Exported, groups: dict[str, str]) -> Iterator[Fault]:
    actual_roles, rows = defaultdict(set), {}
    for row in export.rows(HOLDERS):
        role = groups.get(row["group_id"], "?")
        actual_roles[row["user_id"]].add(role)
        rows[row["user_id"], role] = row["id"]
    for person in export.rows("core_user"):
        expected = set(filter(None, (person["roles"] or "").split(",")))
        actual = actual_roles[person["id"]]
        for role in sorted(actual - expected):
            problem = what(
                _("%(person)s holds the role %(role)s, of which their history knows nothing"),
                person=person["username"],
                role=role,
            )
            yield export.seen.fault(HOLDERS, rows[person["id"], role], problem)
        for role in sorted(expected - actual):
            problem = what(_("was taken the role %(role)s past their history"), role=role)
            yield export.seen.fault("core_user", person["id"], problem)
