from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import Department


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, one's department's, and everybody's; for the staff alone."""
        if not user.is_staff:
            return self.none()
        shared = Q(audience=SavedView.Audience.EVERYBODY)
        if user.department_id:
            shared |= Q(audience=SavedView.Audience.DEPARTMENT, department=user.department_id)
        return self.filter(Q(user=user) | shared)


class SavedView(models.Model):
    """Filters, search and order of one list under a name. It holds conditions, never records:
    whoever opens it sees their own.
    """

    class Audience(models.TextChoices):
        OWN = "own", _("only me")
        DEPARTMENT = "department", _("my department")
        EVERYBODY = "everybody", _("everybody")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("user")
    )
    list_name = models.CharField(_("list (screen)"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("conditions"), max_length=2000, blank=True)
    audience = models.CharField(
        _("shared with"), max_length=20, choices=Audience.choices, default=Audience.OWN
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("department"),
    )
    opened_first_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="first_views", editable=False
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list_name", "name"],
                name="saved_view_named_once",
                violation_error_message=_("You already have a view of this name."),
            )
        ]
        indexes = [models.Index(fields=["list_name", "audience"], name="saved_view_of_list")]
        permissions = [("share_view_with_everybody", _("Can share views of lists with everybody"))]

    def __str__(self):
        return self.name
