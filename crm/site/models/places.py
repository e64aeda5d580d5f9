"""Pages over what the parks know: an index, and one page a park."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from parks.models import Park

from .blocks import BODY, text_of
from .page import SitePage
from .rows import Cost, Distance, rows


class ParksPage(SitePage):
    """All parks that have a page, with what is free in them."""

    subpage_types = ["site.ParkPage"]

    class Meta:
        verbose_name = _("page of the parks")
        verbose_name_plural = _("pages of the parks")


class ParkPage(SitePage):
    """A park: what is free comes from its plots at the moment of reading; what is shown of them is
    said here.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    shows_prices = models.BooleanField(_("show prices and rents"), default=True)
    shows_taken = models.BooleanField(
        _("show reserved and occupied plots, without names"), default=True
    )
    shows_neighbours = models.BooleanField(_("show enterprises that stand there"), default=False)
    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)
    costs = StreamField(rows(Cost()), verbose_name=_("costs of producing here"), blank=True)
    costs_source = models.CharField(_("source and day of the costs"), max_length=200, blank=True)
    distances = StreamField(rows(Distance()), verbose_name=_("distances by lorry"), blank=True)

    parent_page_types = ["site.ParksPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("park"),
        MultiFieldPanel(
            [
                FieldPanel("shows_prices"),
                FieldPanel("shows_taken"),
                FieldPanel("shows_neighbours"),
            ],
            _("What is shown"),
        ),
        FieldPanel("body"),
        FieldPanel("distances"),
        MultiFieldPanel([FieldPanel("costs"), FieldPanel("costs_source")], _("Costs")),
    ]

    class Meta:
        verbose_name = _("page of a park")
        verbose_name_plural = _("pages of parks")

    def searched_text(self) -> str:
        return f"{self.intro} {text_of(self.body)}"

    def structured_data(self, request) -> dict:
        return super().structured_data(request) | {
            "mainEntity": {"@type": "Place", "name": self.title, "description": self.intro}
        }
