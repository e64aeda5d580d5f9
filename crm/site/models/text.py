from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from .blocks import BODY, text_of
from .page import SitePage


class TextPage(SitePage):
    """A page that says what editors write: why here, about the bureau, accessibility."""

    body = StreamField(BODY, verbose_name=pgettext_lazy("of a page", "text"), blank=True)

    content_panels = [*SitePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")

    def searched_text(self) -> str:
        return f"{self.intro} {text_of(self.body)}"
