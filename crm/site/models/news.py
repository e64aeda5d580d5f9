"""News, events, progress of major projects: indexes and their pages."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField

from leads.models import Project, TalkEvent

from .blocks import BODY, text_of
from .page import SitePage
from .rows import ProgrammePoint, rows


def today():
    return timezone.localdate()


class NewsPage(SitePage):
    """Articles, the newest first. A site may have several: news, work of the bureau."""

    subpage_types = ["site.ArticlePage"]

    class Meta:
        verbose_name = _("page of news")
        verbose_name_plural = _("pages of news")


class ArticlePage(SitePage):
    day = models.DateField(_("day"), default=today)
    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)

    parent_page_types = ["site.NewsPage"]
    subpage_types: list[str] = []
    content_panels = [*SitePage.content_panels, FieldPanel("day"), FieldPanel("body")]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def searched_text(self) -> str:
        return f"{self.intro} {text_of(self.body)}"

    def structured_data(self, request) -> dict:
        data = super().structured_data(request)
        return data | {"@type": "NewsArticle", "headline": self.title, "datePublished": self.day}


class EventsPage(SitePage):
    """Events to come, and those that were."""

    subpage_types = ["site.EventPage"]

    class Meta:
        verbose_name = _("page of events")
        verbose_name_plural = _("pages of events")


class EventPage(SitePage):
    """An event with its programme and, until a day, its registration."""

    talk_event = models.ForeignKey(
        TalkEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("talk event"),
        help_text=_("Who registers is invited to it, where they are known."),
    )
    day = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=120)
    registration_until = models.DateField(_("registration until"), null=True, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    programme = StreamField(rows(ProgrammePoint()), verbose_name=_("programme"), blank=True)
    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)

    parent_page_types = ["site.EventsPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("day"), FieldPanel("place")]),
        FieldRowPanel([FieldPanel("registration_until"), FieldPanel("seats")]),
        FieldPanel("talk_event"),
        FieldPanel("programme"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @property
    def is_over(self) -> bool:
        return self.day < timezone.localdate()

    @property
    def takes_registrations(self) -> bool:
        """Up to and on its last day of registration, and never after the event."""
        until = self.registration_until
        return bool(until) and timezone.localdate() <= min(until, self.day)

    def searched_text(self) -> str:
        return f"{self.intro} {self.place} {text_of(self.body)}"

    def structured_data(self, request) -> dict:
        return {
            "@type": "Event",
            "name": self.title,
            "startDate": self.day,
            "location": {"@type": "Place", "name": self.place},
            "inLanguage": self.language,
        } | ({"description": self.description} if self.description else {})


class ProgressPage(SitePage):
    """Major projects and how far they are."""

    subpage_types = ["site.MajorProjectPage"]

    class Meta:
        verbose_name = _("page of major projects")
        verbose_name_plural = _("pages of major projects")


class MajorProjectPage(SitePage):
    """A project that may be shown, by a name and words of the page; of the project itself only its
    stage is read and, where this is wanted, the days of its stages.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="+", verbose_name=_("project")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    shows_days = models.BooleanField(_("show the days of its stages"), default=True)
    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)

    parent_page_types = ["site.ProgressPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("project"),
        FieldPanel("place"),
        FieldPanel("shows_days"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("page of a major project")
        verbose_name_plural = _("pages of single major projects")

    def searched_text(self) -> str:
        return f"{self.intro} {self.place} {text_of(self.body)}"
