from django.db import models
from wagtail.models import Locale, Page

# What the database does by itself: table and trigger.
TRIGGERS = {
    "site_pagetext.search_fill": "keeps the search columns: title (by pinyin too) and text",
}


class PageText(models.Model):
    """What the search finds a public page by: written when the page is published, deleted when it
    is taken down. Nobody reads it as it stands.
    """

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="+")
    locale = models.ForeignKey(Locale, models.CASCADE, related_name="+")
    title = models.CharField(max_length=255)
    intro = models.TextField(blank=True)
    body = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.title
