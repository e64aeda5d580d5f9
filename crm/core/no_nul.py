"""No request holds the character NUL: no text has it, PostgreSQL can not store it, and no field of
any form means it.
"""

from urllib.parse import unquote

from django.http import UnreadablePostError
from django.shortcuts import render

NUL = "\0"


class RefuseNul:
    """Middleware, before all that reads what was sent: 400 for NUL in the path, the query, a
    cookie, a posted value or the name of a file.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if any(NUL in text for text in _texts(request)):
            return render(request, "400.html", status=400)
        return self.get_response(request)


def _texts(request):
    yield request.path
    yield unquote(request.META.get("QUERY_STRING", ""))
    yield from request.COOKIES.values()
    if request.method == "POST":
        yield from _posted(request)


def _posted(request):
    try:
        fields, files = request.POST, request.FILES
    except UnreadablePostError:
        # A body that cannot be read is left to the view, which says so. One that is too large is
        # answered with 400 here.
        return
    for name, values in fields.lists():
        yield from (name, *values)
    for name, uploads in files.lists():
        yield from (name, *(upload.name or "" for upload in uploads))
