from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from .page import SitePage
from .rows import Promise


class HomePage(SitePage):
    """The home page of one language, with what the city is called in it."""

    city_name = models.CharField(
        _("name of the city"), max_length=60, blank=True, help_text=_("As in a sentence.")
    )
    small_name = models.CharField(
        _("second line of the name"),
        max_length=60,
        blank=True,
        help_text=_("Such as its name in another language."),
    )
    bureau = models.CharField(_("the bureau's full name"), max_length=120, blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    hours = models.CharField(_("office hours"), max_length=200, blank=True)
    registration = models.CharField(
        _("registration numbers"),
        max_length=300,
        blank=True,
        help_text=_("Website code, record number, the map's approval number."),
    )

    claim = models.CharField(
        _("first sentence"),
        max_length=80,
        blank=True,
        help_text=_("The large words at the top; else how long a project takes here."),
    )
    promises = StreamField(
        [("row", Promise())], verbose_name=_("what the bureau promises"), blank=True
    )

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        FieldPanel("title"),
        FieldPanel("claim"),
        FieldPanel("intro"),
        FieldPanel("promises"),
        MultiFieldPanel(
            [
                FieldPanel("city_name"),
                FieldPanel("small_name"),
                FieldPanel("bureau"),
                FieldPanel("address"),
                FieldPanel("hours"),
                FieldPanel("registration"),
            ],
            _("The city in this language"),
        ),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def description(self) -> str:
        return (
            self.search_description or self.intro or f"{self.title} · {self.bureau or self.title}"
        )

    def structured_data(self, request) -> dict:
        return {"@type": "WebSite", "name": self.title, "inLanguage": self.language} | (
            {"publisher": {"@type": "GovernmentOrganization", "name": self.bureau}}
            if self.bureau
            else {}
        )
