"""Wagtail answers refusals with another page, and missing pages by itself; this notes both in the
audit log all the same.
"""

import sys
from functools import wraps

from wagtail.admin import auth

from crm.core.audit.trail import not_found, refused


def note_refusals():
    """Once, when the app is ready."""
    for name in ("permission_denied", "reject_request"):
        answer = getattr(auth, name)
        if not hasattr(answer, "__wrapped__"):
            setattr(auth, name, _noting(answer))


def note_what_is_not_found():
    """Once, when the addresses may be loaded: wraps Wagtail's own view of missing pages."""
    from wagtail.admin import urls

    if not hasattr(urls.page_not_found, "notes"):
        urls.page_not_found = _noting_what_is_there(urls.page_not_found)


def _noting(answer):
    @wraps(answer)
    def note_and_answer(request):
        if request.user.is_authenticated:
            refused(request)
        return answer(request)

    return note_and_answer


def _noting_what_is_there(answer):
    @wraps(answer)
    def note_and_answer(request, *args, **options):
        not_found(request, sys.exception())
        return answer(request, *args, **options)

    note_and_answer.notes = True
    return note_and_answer
