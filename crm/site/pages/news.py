"""News and events."""

from django.db.models import F
from django.utils import timezone

from ..models import ArticlePage, EventPage, EventsPage, NewsPage, shows
from .below import children, one_page


@shows(NewsPage)
def news(page, request) -> dict:
    articles = children(page, ArticlePage) if page.pk else ArticlePage.objects.none()
    return {"articles": one_page(articles.order_by("-day", "-pk"), request)}


@shows(EventsPage)
def events(page, request) -> dict:
    pages = children(page, EventPage) if page.pk else EventPage.objects.none()
    today = timezone.localdate()
    over = pages.filter(day__lt=today).order_by(F("day").desc(), "-pk")
    return {
        "coming": list(pages.filter(day__gte=today).order_by("day", "pk")),
        "over": one_page(over, request),
    }
