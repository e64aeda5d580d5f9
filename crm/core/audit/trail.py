"""What every request leaves in the audit log without being asked: refusals, and files that leave
the house.
"""

from email.message import Message

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404

from . import readings
from .kinds import DOWNLOAD
from .kinds import REFUSED as REFUSAL
from .write import REFUSED, note, store_apart

OF_SCREENS = ("text/html", "application/json", "text/javascript", "text/calendar", "image/")


class Trail:
    """Middleware, around the one that makes a form and what it stores one transaction."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.audit_waiting, request.audit_refused, request.audit_left = [], None, False
        response = self.get_response(request)
        if request.audit_refused is not None or response.status_code == 403:
            note(REFUSAL, record=request.audit_refused, outcome=REFUSED, request=request)
        elif _leaves_the_house(request, response):
            note(DOWNLOAD, record=_what_left(request, response), request=request)
        if request.audit_waiting:
            store_apart(request.audit_waiting)
        readings.count(request, response)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, PermissionDenied):
            refused(request)
        elif isinstance(exception, Http404):
            not_found(request, exception)


def refused(request):
    """Let the audit log tell that this request was refused, whatever it is answered with."""
    request.audit_refused = _of_the_address(request) or ""


def not_found(request, exception):
    """Let the audit log tell of a record that is there, and was not shown to this person."""
    if request.user.is_authenticated:
        request.audit_refused = out_of_sight(request, exception)


def out_of_sight(request, exception):
    """The record that is there and was not shown to this person; None where there is none."""
    trace = exception.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_name == "get_object_or_404" and "queryset" in frame.f_locals:
            local = frame.f_locals
            model = getattr(local["queryset"], "model", None)
            return model and model._base_manager.filter(*local["args"], **local["kwargs"]).first()
        trace = trace.tb_next
    return _of_the_address(request)


def _of_the_address(request):
    """The record that an address of a screen names by its key."""
    match = request.resolver_match
    view = getattr(match and match.func, "view_class", None)
    options = getattr(match and match.func, "view_initkwargs", {})
    model = options.get("model") or getattr(view, "model", None)
    key = str(match.kwargs.get("pk", "")) if match else ""
    if model is None or not key.isdecimal() or len(key) > 18:
        return None
    return model._base_manager.filter(pk=int(key)).first()


def _leaves_the_house(request, response) -> bool:
    if response.status_code != 200 or request.audit_left or not _is_somebody(request):
        return False
    return (
        isinstance(response, FileResponse)
        or "attachment" in response.get("Content-Disposition", "")
        or not response.get("Content-Type", "text/html").startswith(OF_SCREENS)
    )


def _is_somebody(request) -> bool:
    return bool(getattr(request, "user", None)) and request.user.is_authenticated


def _what_left(request, response):
    return _of_the_address(request) or file_name(response) or request.path


def file_name(response) -> str:
    """As the browser stores it; "" where the answer names none."""
    disposition = Message()
    disposition["Content-Disposition"] = response.get("Content-Disposition", "")
    return disposition.get_filename() or ""
