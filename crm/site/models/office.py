"""Pages of the bureau itself: whom to ask, forms to send, where the figures come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from .blocks import BODY, text_of
from .page import SitePage


class ContactsPage(SitePage):
    """Officers by industry and language."""

    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page of contacts")
        verbose_name_plural = _("pages of contacts")


class PublicForm(models.TextChoices):
    ENQUIRY = "enquiry", _("enquiry of an investor")
    RECOMMENDATION = "recommendation", _("recommendation of a company by a native")
    TALK = "talk", _("talk with an officer")


class FormPage(SitePage):
    """A form that anybody may send, with what editors say before and after it."""

    form = models.CharField(_("form"), max_length=20, choices=PublicForm.choices)
    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)
    privacy = models.TextField(
        _("what happens with the data"),
        max_length=500,
        help_text=_("Stands above the button: who reads it, how long it is kept."),
    )

    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("form"),
        FieldPanel("body"),
        FieldPanel("privacy"),
    ]

    class Meta:
        verbose_name = _("page with a form")
        verbose_name_plural = _("pages with forms")

    def searched_text(self) -> str:
        return f"{self.intro} {text_of(self.body)}"


class ServicePage(SitePage):
    """The service to enterprises: the form by which they ask, where their request stands, and how
    it went this year.
    """

    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)

    subpage_types: list[str] = []
    content_panels = [*SitePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("page of the service to enterprises")
        verbose_name_plural = _("pages of the service to enterprises")

    def searched_text(self) -> str:
        return f"{self.intro} {text_of(self.body)}"


class FiguresPage(SitePage):
    """The figures of the site, each with its value, its day and how it is worked out."""

    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page of figures")
        verbose_name_plural = _("pages of figures")
