from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published standards: no secret to anyone."""
        return self


class Region(models.Model):
    """A province, city or county of China by its GB/T 2260 code (Hong Kong, Macao and Taiwan
    included).
    """

    IS_LONG = True  # lists are filtered by those that they name

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self):
        return self.name


class Industry(models.Model):
    """An industry of GB/T 4754-2017: section (A), division (01), group (011) or class (0111)."""

    OFFERED = models.Q(level=2)  # lists are filtered by divisions, with all that lies below them

    code = models.CharField(_("code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    level = models.PositiveSmallIntegerField(_("level"))
    section = models.CharField(_("section"), max_length=1)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"
