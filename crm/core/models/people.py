from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords


class Department(models.Model):
    """A unit of the city's administration; districts, parks and bureaus form one tree."""

    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent department")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["parent", "name"], name="department_name_unique_in_parent")]

    def __str__(self):
        return self.short_name or self.name

    def subtree_ids(self) -> list[int]:
        """The ids of this department and of all below it."""
        below = {}
        for id_, parent_id in Department.objects.values_list("id", "parent_id"):
            below.setdefault(parent_id, []).append(id_)
        found, open_ids = [], [self.pk]
        while open_ids:
            current = open_ids.pop()
            found.append(current)
            open_ids.extend(below.get(current, []))
        return found


class PeopleQuerySet(models.QuerySet):
    def staff(self):
        return self.filter(is_active=True, is_staff=True)

    def visible_to(self, user):
        """Colleagues see one another; logins of agents see themselves, as their agent's page alone shows them."""
        if user.is_staff or user.is_superuser:
            return self.filter(models.Q(is_staff=True) | models.Q(pk=user.pk))
        return self.filter(pk=user.pk)

    def known_to(self, user):
        """Who did something with a record is named to whoever sees that record."""
        return self


class PeopleManager(UserManager.from_queryset(PeopleQuerySet)):
    pass


class User(AbstractUser):
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("department")
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    acting_for = None  # the key of the one agent that a login of several sees during a request; see crm.portal.who
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = PeopleManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def save(self, *args, **kwargs):
        """Wagtail's menu greets people by their first name; in Chinese that is the whole name."""
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
        """Read once for each object, as Django's backends do; a page asks for some hundred."""
        return frozenset(self.get_all_permissions())

    def has_perm(self, perm, obj=None):
        if obj is not None or self.is_superuser:
            return super().has_perm(perm, obj)
        return self.is_active and perm in self.own_permissions

    @cached_property
    def department_ids(self) -> list[int]:
        """The user's department and those below it; empty where there is none."""
        return self.department.subtree_ids() if self.department_id else []

    @cached_property
    def role_codes(self) -> set[str]:
        return set(self.groups.values_list("name", flat=True))

    @property
    def role_label(self) -> str:
        from ..roles import ROLES

        return "、".join(str(ROLES[code].label) for code in ROLES if code in self.role_codes)
