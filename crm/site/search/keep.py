"""What the search knows of a page is written when it is published; the database deletes it together
with the page.
"""

from wagtail.signals import page_published, page_unpublished

from ..models import PageText, SitePage

LONGEST = 20_000  # characters of a page that are searched


def keep(page: SitePage):
    """Write down what a published page is found by."""
    PageText.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "locale_id": page.locale_id,
            "title": page.title,
            "intro": page.intro,
            "body": page.searched_text()[:LONGEST],
        },
    )


def keep_many(pages):
    """The same for many that have none yet: one statement."""
    PageText.objects.bulk_create(
        PageText(
            page_id=page.pk,
            locale_id=page.locale_id,
            title=page.title,
            intro=page.intro,
            body=page.searched_text()[:LONGEST],
        )
        for page in pages
    )


def follow_pages():
    page_published.connect(_published, dispatch_uid="site.search_published")
    page_unpublished.connect(_unpublished, dispatch_uid="site.search_unpublished")


def _published(sender, instance, **_signal):
    page = instance.specific
    if isinstance(page, SitePage):
        keep(page)


def _unpublished(sender, instance, **_signal):
    PageText.objects.filter(page=instance.pk).delete()
