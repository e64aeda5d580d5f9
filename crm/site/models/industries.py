"""Pages over the industrial chains: an index, and one page a chain."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from leads.models import Chain

from .blocks import BODY, text_of
from .page import SitePage


class IndustriesPage(SitePage):
    """All industries that have a page."""

    subpage_types = ["site.IndustryPage"]

    class Meta:
        verbose_name = _("page of the industries")
        verbose_name_plural = _("pages of the industries")


class IndustryPage(SitePage):
    """An industry. Which links of its chain are strong here and which are looked for is read from
    the chain, unless the page says it in words of its own (a language that the chain is not in).
    """

    chain = models.ForeignKey(
        Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chain")
    )
    present = models.TextField(
        _("what is here, in words"),
        blank=True,
        help_text=_("One thing a line. Else the strong links of the chain."),
    )
    wanted = models.TextField(
        _("what is looked for, in words"),
        blank=True,
        help_text=_("One thing a line. Else the weak and missing links of the chain."),
    )
    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)

    parent_page_types = ["site.IndustriesPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("chain"),
        FieldPanel("present"),
        FieldPanel("wanted"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("page of an industry")
        verbose_name_plural = _("pages of industries")

    def searched_text(self) -> str:
        return f"{self.intro} {self.present} {self.wanted} {text_of(self.body)}"
