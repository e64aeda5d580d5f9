"""One name for all that a request does: it stands in each line of the log, in the answer's header,
and goes with the background work that the request asked for.
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.core.signals import request_finished

HEADER = "X-Request-ID"
LENGTH = 64
_SOUND = re.compile(rf"[A-Za-z0-9._-]{{8,{LENGTH}}}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the request that is answered or worked for; "" outside of any."""
    return _current.get()


class RequestIds:
    """Middleware, the first: names the request and says the name in the answer.

    A name that comes with the request counts only behind our own proxy, so that nobody outside
    writes into the log. It stays until the answer is sent, which may be later than this returns.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        request_finished.connect(forget, dispatch_uid="core.request_ids")

    def __call__(self, request):
        incoming = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
        request.id = incoming if _SOUND.fullmatch(incoming) else uuid4().hex
        _current.set(request.id)
        response = self.get_response(request)
        response[HEADER] = request.id
        return response


def forget(**_signal):
    _current.set("")


@contextmanager
def working_for(request_id: str):
    """What is done inside is told under the id of the request that asked for it, or under one of
    its own.
    """
    token = _current.set(request_id or uuid4().hex)
    try:
        yield
    finally:
        _current.reset(token)
