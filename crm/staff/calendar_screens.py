from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from crm.core.calendar.feed import end_feed, make_feed
from crm.core.models import CalendarFeed


@never_cache
def subscription(request):
    """Make the address, shown this once; or take it back."""
    address = ""
    if "end" in request.POST:
        end_feed(request.user)
        return redirect("wagtailadmin_calendar")
    if request.method == "POST":
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse(
            "calendar", args=[make_feed(request.user)]
        )
    return render(
        request,
        "core/calendar.html",
        {
            "title": _("My calendar"),
            "address": address,
            "feed": CalendarFeed.objects.filter(user=request.user).first(),
        },
    )
