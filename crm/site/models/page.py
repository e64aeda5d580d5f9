from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from .shown import answerer_of, told_on


class SitePage(Page):
    """What every page of the public site has. A class of it names its template as Wagtail does:
    ``templates/site/<name_of_class>.html``, which extends ``site/base.html``.

    What is shown besides the fields is registered by ``shows``, so that models know no use case.
    """

    intro = models.TextField(
        pgettext_lazy("of a page", "introduction"),
        max_length=500,
        blank=True,
        help_text=_("Under the title, and what search engines show."),
    )
    share_picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for sharing"),
        help_text=_("At least 300 × 300 pixels; WeChat shows it beside the title."),
    )
    show_in_footer = models.BooleanField(_("show in the footer"), default=False)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    promote_panels = [
        *Page.promote_panels,
        FieldPanel("show_in_footer"),
        FieldPanel("share_picture"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self._address_is_taken():
            raise ValidationError(
                {"slug": _("This address belongs to another part of the system. Choose another.")}
            )

    def _address_is_taken(self) -> bool:
        """Whether the portal or the staff admin answers at the address that the page would have."""
        parent = self.get_parent() if self.pk and self.path else getattr(self, "_parent", None)
        if self.depth != 3 and not (parent and parent.depth == 2):
            return False
        try:
            return resolve(f"/{self.slug}/").url_name != "wagtail_serve"
        except Resolver404:
            return False

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | told_on(self, request)

    def serve(self, request, *args, **kwargs):
        answer = answerer_of(self)
        return answer(self, request) if answer else super().serve(request, *args, **kwargs)

    @property
    def description(self) -> str:
        """What search engines and previews say of it."""
        return self.search_description or self.intro

    @property
    def language(self) -> str:
        return self.locale.language_code if self.locale_id else settings.LANGUAGE_CODE

    def searched_text(self) -> str:
        """What the search of the site finds it by, besides its title."""
        return self.intro

    def structured_data(self, request) -> dict:
        """What schema.org calls it (JSON-LD)."""
        data = {"@type": "WebPage", "name": self.title, "inLanguage": self.language}
        if self.description:
            data["description"] = self.description
        return data
