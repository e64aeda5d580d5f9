"""What makes the portal installable: manifest, service worker and the page for when there is no
network. Nothing private.
"""

import hashlib

from django.http import JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

ICONS = [
    ("portal/icon-192.png", "192x192", "any"),
    ("portal/icon-512.png", "512x512", "any"),
    ("portal/icon-maskable-512.png", "512x512", "maskable"),
]
ASSETS = ["portal/portal.css", "portal/portal.js", "core/icon.svg", "portal/icon-192.png"]


@cache_control(max_age=3600)
def manifest(request):
    icons = [
        {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for path, sizes, purpose in ICONS
    ]
    return JsonResponse(
        {
            "name": _("Deshang: portal of agencies and referrers"),
            "short_name": _("Deshang"),
            "lang": "zh-Hans",
            "id": "/",
            "start_url": reverse("portal:home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f6f7f7",
            "theme_color": "#0a5a9e",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@cache_control(no_cache=True)
def service_worker(request):
    """Served from the root, so that its scope is the whole portal."""
    assets = [static(path) for path in ASSETS]
    # other assets, another store
    version = hashlib.sha256("|".join(assets).encode()).hexdigest()[:12]
    context = {"offline": reverse("portal:offline"), "assets": assets, "version": version}
    return render(request, "portal/sw.js", context, content_type="text/javascript")


@cache_control(max_age=3600)
def offline(request):
    return render(request, "portal/offline.html")
