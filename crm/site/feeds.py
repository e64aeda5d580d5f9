"""The newest articles as RSS, the sitemap, and what robots may read."""

from datetime import datetime, time
from functools import reduce
from operator import or_

from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Page, Site

from .models import ArticlePage, HomePage, NewsPage

NEWEST = 30
CLOSED = ("/admin/", "/portal/", "/login/", "/files/", "/documents/", "/verify/", "/search/")


class Articles(Feed):
    def get_object(self, request, pk):
        page = get_object_or_404(NewsPage.objects.live().public(), pk=pk)
        if page.get_url(request) is None:
            raise Http404
        return page

    def title(self, page):
        return page.title

    def link(self, page):
        return page.full_url

    def description(self, page):
        return page.intro

    def items(self, page):
        articles = ArticlePage.objects.live().public().child_of(page)
        return articles.order_by("-day", "-pk")[:NEWEST]

    def item_link(self, article):
        return article.full_url

    def item_title(self, article):
        return article.title

    def item_description(self, article):
        return article.intro

    def item_pubdate(self, article):
        return timezone.make_aware(datetime.combine(article.day, time()))


class Pages(Sitemap):
    """Pages of every language, as far as they have an address."""

    def items(self):
        homes = HomePage.objects.live().values_list("path", flat=True)
        trees = reduce(or_, (Q(path__startswith=path) for path in homes), Q(pk__in=[]))
        return Page.objects.live().public().filter(trees).order_by("path")


@require_safe
def sitemap(request):
    return wagtail_sitemap(request, sitemaps={"pages": Pages})


@require_safe
def robots(request):
    site = Site.find_for_request(request)
    root = site.root_url if site else request.build_absolute_uri("/").rstrip("/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {root}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
