"""What visitors read where there is nothing, or where something broke."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils import translation

from .languages import language_of

OTHERS = ("/admin/", "/files/", "/documents/", "/notifications/", "/calendar/")


def not_found(request, exception):
    """In the look of the site, and in the language of the address; the other parts have their own
    plain page.
    """
    if request.path.startswith(OTHERS):
        return render(request, "404.html", status=404)
    translation.activate(language_of(request.path))
    return render(request, "site/not_found.html", status=404)


def broken(request):
    """Needs neither the database nor a session: either may be what broke."""
    text = loader.get_template("500.html").render({"language": translation.get_language()})

    return HttpResponseServerError(text)
