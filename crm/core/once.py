"""A form that is sent twice, by a second click or by a browser that lost the answer, is stored
once.

Every form of the product carries Django's hidden CSRF value, whose mask is another one on each page
that is drawn. With the person, the address and all that was typed it tells one sending of a form
from another. It is claimed in the transaction that stores the form, so that the second of two waits
for the first, and is led to what that one made.
"""

import hashlib
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect, UnreadablePostError
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Submission

TOKEN = "csrfmiddlewaretoken"
KEPT = timedelta(days=1)
# These change who is logged in, so each request is answered by itself.
NOT_ONCE = {
    "login",
    "logout",
    "password_change",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "confirm",
    "confirm_factor",
    "usersessions_list",
}


class OnceOnly:
    """Middleware, after the person is known: a form and what it stores are one transaction."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = key_of(request)
        if key is None:
            return self.get_response(request)
        with transaction.atomic():
            if not Submission.claim(key):
                return _as_before(request, key)
            response = self.get_response(request)
            _keep(request, key, response)
        return response


def key_of(request) -> str | None:
    """The digest that identifies this sending of a form; None for requests that are no form of a
    page.
    """
    if request.method != "POST" or _is_not_once(request):
        return None
    try:
        token, fields, files = request.POST.get(TOKEN), request.POST, request.FILES
    except UnreadablePostError:
        return None
    if not token:
        return None
    facts = [
        request.user.pk,
        request.get_full_path(),
        sorted(fields.lists()),
        [(name, _digests(files.getlist(name))) for name in sorted(files)],
    ]
    return hashlib.sha256(repr(facts).encode(errors="surrogatepass")).hexdigest()


def _is_not_once(request) -> bool:
    try:
        return resolve(request.path_info).url_name in NOT_ONCE
    except Resolver404:
        return True


def _digests(uploads) -> list:
    digests = []
    for upload in uploads:
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        digests.append((upload.name, digest.hexdigest()))
    return digests


def _keep(request, key: str, response):
    """Remember where a stored form led. A refused form may be sent again; an error rolls everything
    back, and so does the question who the person is.
    """
    if response.status_code >= 400 or getattr(response, "asks_again", False):
        transaction.set_rollback(True)
    elif response.status_code in (302, 303) and not _was_refused(request):
        Submission.objects.filter(pk=key).update(location=response["Location"])
    else:
        Submission.objects.filter(pk=key).delete()


def _was_refused(request) -> bool:
    queued = getattr(messages.get_messages(request), "_queued_messages", ())
    return any(message.level >= messages.ERROR for message in queued)


def _as_before(request, key: str):
    messages.info(request, _("This form was sent twice. It is stored once."))
    return HttpResponseRedirect(Submission.objects.get(pk=key).location)


def forget_old():
    Submission.objects.filter(at__lt=timezone.now() - KEPT).delete()
