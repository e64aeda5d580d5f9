import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from wagtail.admin.panels import FieldPanel

from crm.core.models import Department
from leads.models import Region

# An SVG path of straight lines: numbers, commas, the commands M, L and Z.
OUTLINE = RegexValidator(
    re.compile(r"^[MLZmlz0-9.,\s-]*\Z"),
    _("An outline is an SVG path of numbers and the commands M, L, Z."),
)


class DistrictQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("site.view_district") else self.none()


class District(models.Model):
    """A district of the city: its outline on the map of the home page, and which department takes
    the enquiries that name it.
    """

    region = models.OneToOneField(
        Region, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("takes its enquiries")
    )
    names = models.JSONField(
        _("names in other languages"),
        default=dict,
        blank=True,
        help_text=_('Such as {"en": "Old Town"}; else the name of the region.'),
    )
    outline = models.TextField(_("outline on the map"), blank=True, validators=[OUTLINE])
    label_x = models.FloatField(_("name on the map, from the left"), default=0)
    label_y = models.FloatField(_("name on the map, from the top"), default=0)
    place = models.PositiveSmallIntegerField(_("order"), default=0)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    history = HistoricalRecords()

    objects = DistrictQuerySet.as_manager()

    panels = [
        FieldPanel("region"),
        FieldPanel("department"),
        FieldPanel("names"),
        FieldPanel("outline"),
        FieldPanel("label_x"),
        FieldPanel("label_y"),
        FieldPanel("place"),
    ]

    class Meta:
        verbose_name = _("district on the site")
        verbose_name_plural = _("districts on the site")
        ordering = ["place", "id"]

    def __str__(self):
        return self.name

    def clean(self):
        is_named = isinstance(self.names, dict) and all(
            isinstance(text, str) for text in self.names.values()
        )
        if not is_named:
            raise ValidationError({"names": _("Give a name for each language.")})

    @property
    def name(self) -> str:
        """In the active language."""
        return self.names.get(translation.get_language() or "") or self.region.name
