"""Asking again who a person is before something grave, and going on with what was typed.

What a screen was sent is kept, encrypted, until the person has confirmed; then the browser sends
the confirmation on to the same address (307), and in its place the screen gets what was typed.
"""

from django.http import HttpResponseRedirect
from django.urls import reverse

from crm.core.again import AskAgain, during

from .models import Suspended
from .proofs import is_recent

RESUMED = "resumed"  # the field of the confirmation that names what was kept


class AskedAgain:
    """Middleware, around the one that stores each form once: what was begun is rolled back there,
    and what was typed is kept here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        with during(request.user, lambda: is_recent(request)):
            response = self.get_response(request)
        if suspended := getattr(request, "to_be_kept", None):
            suspended.store()
        return response

    def process_view(self, request, view, args, kwargs):
        """After the check of the form's origin (CSRF)."""
        if request.method == "POST" and RESUMED in request.POST and request.user.is_authenticated:
            suspended = Suspended.taken(request.POST[RESUMED], request)
            if suspended:
                suspended.put_back(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, AskAgain):
            return None
        request.to_be_kept = Suspended.of(request)
        response = HttpResponseRedirect(reverse("confirm", args=[request.to_be_kept.pk]))
        response.asks_again = True
        return response
