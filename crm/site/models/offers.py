"""The library of projects on offer: an index, and one page an offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField

from crm.core.money import MoneyField
from parks.models import Park

from .blocks import BODY, text_of
from .contact import PublicContact
from .page import SitePage
from .rows import Need, rows


class OffersPage(SitePage):
    """All projects on offer, by industry."""

    subpage_types = ["site.OfferPage"]

    class Meta:
        verbose_name = _("page of the projects on offer")
        verbose_name_plural = _("pages of the projects on offer")


class OfferPage(SitePage):
    """A project that the city looks an investor for: content, scale, needs, whom to ask."""

    industry = models.CharField(_("industry"), max_length=60)
    investment = MoneyField(_("investment"), null=True, blank=True)
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("park")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    way = models.CharField(_("way of cooperation"), max_length=120, blank=True)
    needs = StreamField(rows(Need()), verbose_name=_("needs"), blank=True)
    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)
    contact = models.ForeignKey(
        PublicContact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
    )

    parent_page_types = ["site.OffersPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("industry"), FieldPanel("investment")]),
        FieldRowPanel([FieldPanel("park"), FieldPanel("place")]),
        FieldPanel("way"),
        FieldPanel("body"),
        FieldPanel("needs"),
        FieldPanel("contact"),
    ]

    class Meta:
        verbose_name = _("project on offer")
        verbose_name_plural = _("projects on offer")

    def searched_text(self) -> str:
        return f"{self.intro} {self.industry} {self.place} {text_of(self.body)}"
