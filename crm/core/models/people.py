from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, Group, Permission, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from ..roles import FORMER, OUTSIDE, labels_of
from .by_proposal import ByProposal


class DepartmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All colleagues see the whole tree."""
        return self if user.is_staff else self.none()


class Department(models.Model):
    """A unit of the city's administration; districts, parks and bureaus form one tree."""

    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent department"),
    )
    history = HistoricalRecords()

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="department_name_unique_in_parent"
            )
        ]

    def __str__(self):
        return self.short_name or self.name

    def clean(self):
        if self.pk and self.parent_id in self.subtree_ids():
            raise ValidationError({"parent": _("A department does not stand below itself.")})

    def subtree_ids(self) -> list[int]:
        """The ids of this department and of all below it."""
        return Department.ids_from(self.pk)

    @classmethod
    def ids_from(cls, top: int) -> list[int]:
        """``top`` and the ids of all departments below it."""
        return DepartmentTree.load().below(top)


@dataclass(frozen=True)
class DepartmentTree:
    """Which department stands below which: the key of each one's parent."""

    parents: dict[int, int | None]

    @classmethod
    def load(cls) -> "DepartmentTree":
        return cls(dict(Department.objects.values_list("id", "parent_id")))

    def below(self, top: int) -> list[int]:
        """``top`` and all below it."""
        children: dict[int | None, list[int]] = {}
        for key, parent in self.parents.items():
            children.setdefault(parent, []).append(key)
        keys, stack = [], [top]
        while stack:
            current = stack.pop()
            keys.append(current)
            # each has one parent, so that a circle could only lead through ``top``
            stack.extend(key for key in children.get(current, []) if key != top)
        return keys

    def above(self, key: int | None) -> list[int]:
        """The department of ``key`` and those above it, from the nearest up."""
        keys: list[int] = []
        while key and key not in keys:
            keys.append(key)
            key = self.parents.get(key)
        return keys


class PeopleQuerySet(models.QuerySet):
    def staff(self):
        return self.filter(is_active=True, is_staff=True)

    def visible_to(self, user):
        """Colleagues see each other; a login of an agent sees itself alone."""
        return self.of_the_house() if user.is_staff else self.filter(pk=user.pk)

    def known_to(self, user):
        """All: who did something with a record is named to everybody who sees the record."""
        return self

    def of_the_house(self):
        """Colleagues, whom the administrator looks after. Logins of agents are looked after by the
        agents' officers.
        """
        return self.exclude(groups__name__in=OUTSIDE)

    def with_right(self, name: str):
        """Those who hold the permission ``name`` ("app.codename") by one of their roles."""
        app, code = name.split(".")
        holding = Group.objects.filter(
            permissions__codename=code, permissions__content_type__app_label=app
        )
        return self.filter(groups__in=holding.values("pk")).distinct()


class PeopleManager(UserManager.from_queryset(PeopleQuerySet)):
    def create_superuser(self, username, email=None, password=None, **facts):
        """The one who manages people, by the role: nobody has Django's flag, which would pass every
        check.
        """
        from ..granting import give_role

        facts |= {"is_superuser": False, "is_staff": True}
        person = self.create_user(username, email, password, **facts)
        give_role(person, "security_administrator")
        return person


def is_never_typed(_person) -> bool:
    """The screen of people makes the proposals itself."""
    return False


def put_roles(person, values, *, by, reason):
    """What two agreed on: the roles as they were proposed."""
    from ..granting import grant

    codes = [code for code in values["roles"].split(",") if code]
    grant(person, codes, by=by, reason=reason[:100])


class RoleCodes(models.CharField):
    """The roles that a person holds, as the history keeps them: "finance,officer"."""

    def in_words(self, value) -> str:
        return labels_of(FORMER.get(code, code) for code in value.split(",")) or "—"


class User(AbstractUser):
    """A login. What it may do it has by its roles alone, which ``grant`` gives and takes."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("department"),
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    roles = RoleCodes(_("roles"), max_length=200, blank=True, editable=False)
    # During a request in the portal (crm.portal.who): the keys of the agent or of the settled
    # company for which the person acts, and of all for which it may.
    acting_for: int | None = None
    acting_for_company: int | None = None
    may_act_for: list[int] | None = None
    may_act_for_companies: list[int] | None = None
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = PeopleManager()
    CHANGES = ByProposal("core.decide_user", is_never_typed, bears_on_money=False, put=put_roles)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = [
            ("manage_people", _("Can manage people and their roles")),
            ("decide_user", _("Can decide on roles that another administrator proposes")),
        ]

    def save(self, *args, **kwargs):
        """Store the whole name as the first name, which Wagtail's menu shows."""
        self.first_name = self.name
        super().save(*args, **kwargs)

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    @cached_property
    def own_permissions(self) -> frozenset[str]:
        """The permissions of the user's roles, read once for each User object: a page asks for
        about a hundred.
        """
        permissions = Permission.objects.filter(group__user=self).order_by()
        return frozenset(
            f"{app}.{name}"
            for app, name in permissions.values_list("content_type__app_label", "codename")
        )

    def get_all_permissions(self, obj=None):
        return set(self.own_permissions) if self.is_active and obj is None else set()

    def has_perm(self, perm, obj=None):
        """By role alone: Django's flag of a superuser, or a permission given to one person, counts
        for nothing.
        """
        return self.is_active and obj is None and perm in self.own_permissions

    def has_module_perms(self, app_label):
        return self.is_active and any(
            name.startswith(f"{app_label}.") for name in self.own_permissions
        )

    @cached_property
    def department_ids(self) -> list[int]:
        """The user's department and those below it; empty where there is none."""
        return self._departments.below(self.department_id) if self.department_id else []

    @cached_property
    def departments_above(self) -> list[int]:
        """The user's department and those above it; empty where there is none."""
        return self._departments.above(self.department_id) if self.department_id else []

    @cached_property
    def _departments(self) -> DepartmentTree:
        return DepartmentTree.load()

    @cached_property
    def role_codes(self) -> set[str]:
        return set(filter(None, self.roles.split(",")))

    @property
    def role_label(self) -> str:
        return labels_of(self.role_codes)
