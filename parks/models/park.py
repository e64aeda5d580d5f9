from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.indicators.noting import noted
from crm.core.models import Department
from crm.core.punctuation import aside
from leads.models import Region
from leads.models.chain import check_industry_codes


class ParkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every colleague sees every park; nobody else does."""
        return self if user.has_perm("parks.view_park") else self.none()

    def changed_by(self, user):
        """Those that the user's department administers; all, for those who look after the whole
        city.
        """
        if user.has_perm("leads.view_every_project"):
            return self
        return self.filter(department__in=user.department_ids)

    def within(self, park):
        """The keys of the park (it or its key) and of the parks within it, for a condition on large
        tables.
        """
        key = getattr(park, "pk", park)
        return self.filter(Q(pk=key) | Q(parent=key)).order_by().values("pk")


# What the database does by itself: table and trigger.
TRIGGERS = {
    "parks_park.search_fill": "keeps the search columns: the name",
    **noted("parks_park", "all projects"),
    "parks_park.search_pass_on": "a name that changed reaches the columns of plots and alliances",
}


class Park(models.Model):
    class Level(models.TextChoices):
        NATIONAL = "national", _("national")
        PROVINCIAL = "provincial", _("provincial")
        CITY = "city", _("city or county")

    name = models.CharField(_("name"), max_length=100, unique=True)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("stands in the park"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="parks", verbose_name=_("administration")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    description = models.TextField(_("description"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ParkQuerySet.as_manager()

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def is_changed_by(self, user) -> bool:
        """As ``changed_by`` says of many."""
        return user.has_perm("leads.view_every_project") or self.department_id in (
            user.department_ids
        )

    def clean(self):
        """A park within a park holds no others: cities plan one level only."""
        if self.parent_id and (self.parent_id == self.pk or self.parent.parent_id):
            raise ValidationError(
                {"parent": _("A park stands in a park that is not within another one.")}
            )
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError(
                {"parent": _("Other parks stand in this one; it can not stand in another itself.")}
            )


class OfPark:
    """What belongs to a ``park``: whoever changes the park changes it."""

    def is_changed_by(self, user) -> bool:
        return self.park.is_changed_by(user)


def of_another_park(record: OfPark, user) -> str:
    """Why the user takes no step of it; "" where they may."""
    if record.is_changed_by(user):
        return ""
    return _("Only the administration of %(park)s does this.") % {"park": record.park}


class ParkIndustry(models.Model):
    """An industry that a park is for. ``over_reason`` says why it was taken in above the number
    that the plan allows.
    """

    class Role(models.TextChoices):
        LEADING = "leading", _("leading industry")
        AUXILIARY = "auxiliary", _("auxiliary industry")

    park = models.ForeignKey(
        Park, models.CASCADE, related_name="industries", verbose_name=_("park")
    )
    name = models.CharField(_("industry"), max_length=60)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    industry_codes = models.CharField(
        _("industry codes"),
        max_length=200,
        blank=True,
        validators=[check_industry_codes],
        help_text=_("Codes of GB/T 4754, such as 384 or C; a code covers all below it."),
    )
    over_reason = models.CharField(
        _("reason for going above the plan's number"), max_length=300, blank=True, editable=False
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("park industry")
        verbose_name_plural = _("park industries")
        ordering = ["-role", "id"]
        constraints = [models.UniqueConstraint(fields=["park", "name"], name="park_industry_once")]

    def __str__(self):
        return f"{self.name}{aside(self.get_role_display())}"
