import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from crm.core.models import Department

COLOUR = RegexValidator(re.compile(r"^#[0-9a-fA-F]{6}\Z"), _("A colour as in #0a5c9e."))
READABLE = 4.5  # WCAG 2.2 AA
WHITE = 1.0


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" by WCAG, 0 black to 1 white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_with_white(colour: str) -> float:
    return (WHITE + 0.05) / (luminance(colour) + 0.05)


def readable(colour: str):
    """A colour that white letters can be read on, and that can be read on white."""
    COLOUR(colour)
    if contrast_with_white(colour) < READABLE:
        raise ValidationError(_("White letters can not be read on this colour. Take a darker one."))


@register_setting(icon="home")
class City(BaseGenericSetting):
    """What is the city's in every language: emblem, colours, numbers. What it says in a language
    stands on the home page of that language.
    """

    emblem = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("emblem"),
    )
    accent = models.CharField(
        _("colour of links and buttons"), max_length=7, default="#0a5c9e", validators=[readable]
    )
    ground = models.CharField(
        _("colour of the dark parts"), max_length=7, default="#143357", validators=[readable]
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    takes_enquiries = models.ForeignKey(
        Department,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("takes enquiries"),
        help_text=_("Those that name no district."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("emblem"), FieldPanel("accent"), FieldPanel("ground")],
            pgettext_lazy("of a site", "Look"),
        ),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("email"), FieldPanel("takes_enquiries")],
            _("Contact"),
        ),
    ]

    class Meta:
        verbose_name = _("city")

    def __str__(self):
        return str(self._meta.verbose_name)
