"""Dashboards that people put together themselves, and whom they let read or change them."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.indicators.registry import INDICATORS
from crm.core.models import Department
from crm.core.punctuation import listed
from crm.core.roles import labels_of


class CardsField(models.JSONField):
    """Cards as ``crm/dispatch/own_dashboards/layout.py`` checks them."""

    def in_words(self, cards) -> str:
        """For the history: what they show, one after another."""
        return listed(str(_called(card)) for card in cards)


def _called(card: dict):
    indicator = INDICATORS.get(card.get("what"))
    return card.get("title") or (indicator.label if indicator else card.get("what", ""))


class OwnDashboardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and what was shared with oneself, one's role or one's department or one above
        it; for those who look at dashboards at all.
        """
        if not user.is_staff or not user.has_perm("leads.view_project"):
            return self.none()
        shared = DashboardShare.objects.meant_for(user)
        return self.filter(Q(owner=user) | Q(pk__in=shared.values("dashboard")))

    def start_of(self, user):
        """The one with which ``user`` begins, while it is seen; None without."""
        chosen = self.filter(starts_for=user).first()
        return chosen and self.visible_to(user).filter(pk=chosen.pk).first()


class OwnDashboard(models.Model):
    """Which figures stand where. It holds no figures: whoever opens it reads those that the
    indicators give to them.
    """

    name = models.CharField(pgettext_lazy("of a dashboard", "name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="own_dashboards",
        editable=False,
        verbose_name=pgettext_lazy("of a dashboard", "put together by"),
    )
    cards = CardsField(pgettext_lazy("of a dashboard", "cards"), default=list, blank=True)
    starts_for = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", editable=False
    )
    updated_at = models.DateTimeField(gettext_lazy("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = OwnDashboardQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("own dashboard")
        verbose_name_plural = gettext_lazy("own dashboards")
        ordering = ["name", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="own_dashboard_named_once",
                violation_error_message=gettext_lazy("You already have a dashboard of this name."),
            )
        ]

    def __str__(self):
        return self.name

    def may_be_changed_by(self, user) -> bool:
        if self.owner_id == user.pk:
            return True
        return DashboardShare.objects.meant_for(user).filter(dashboard=self, may_edit=True).exists()


class DashboardShareQuerySet(models.QuerySet):
    def meant_for(self, user):
        departments = departments_above(user)
        return self.filter(
            Q(person=user) | Q(role__in=user.groups.all()) | Q(department__in=departments)
        )


def departments_above(user) -> list[int]:
    """The keys of the person's department and of those above it."""
    parents = dict(Department.objects.order_by().values_list("pk", "parent"))
    keys, department = [], user.department_id
    while department is not None and department not in keys:
        keys.append(department)
        department = parents.get(department)
    return keys


class DashboardShare(models.Model):
    """With whom: a role, a department with those below it, or a person."""

    dashboard = models.ForeignKey(
        OwnDashboard, models.CASCADE, related_name="shares", verbose_name=gettext_lazy("dashboard")
    )
    role = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, verbose_name=gettext_lazy("role")
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("department"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("person"),
    )
    may_edit = models.BooleanField(gettext_lazy("may change it"), default=False)
    history = HistoricalRecords()

    objects = DashboardShareQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("shared dashboard")
        verbose_name_plural = gettext_lazy("shared dashboards")
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(role__isnull=False, department__isnull=True, person__isnull=True)
                    | Q(role__isnull=True, department__isnull=False, person__isnull=True)
                    | Q(role__isnull=True, department__isnull=True, person__isnull=False)
                ),
                name="dashboard_shared_with_one",
                violation_error_message=gettext_lazy(
                    "Choose one: a role, a department or a person."
                ),
            ),
            models.UniqueConstraint(
                fields=["dashboard", "role", "department", "person"],
                name="dashboard_shared_once",
                nulls_distinct=False,
                violation_error_message=gettext_lazy("It is shared with them already."),
            ),
        ]

    def __str__(self):
        return self.with_whom

    @property
    def with_whom(self) -> str:
        if self.role_id:
            return _("all with the role %(role)s") % {"role": labels_of({self.role.name})}
        return str(self.department or self.person)
