"""No page is published by whoever wrote its last version, whatever rights they have."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from .models.approval import is_maker


def refuse_own(request, page):
    """A hook of Wagtail before a page is published by a button, past the workflow."""
    if not is_maker(page, request.user):
        return None
    if request.resolver_match.url_name == "add":
        # A page that is made and published in one step is public already when Wagtail asks.
        Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
    messages.error(
        request,
        _("Whoever wrote a page does not publish it. Send it in; a second person lets it through."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)
