"""What each answer tells the browser it may do with it."""

import re

from csp.middleware import CSPMiddleware
from django.conf import settings

# Of what a browser can do, the pages ask for nothing.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)
IS_KEPT = re.compile(r"max-age=[1-9]")


class PolicyOfPlace(CSPMiddleware):
    """Middleware: which scripts and styles a page may have. On portal and site only those of files
    of ours. In the staff admin Wagtail's components set styles on their elements, and its choosers
    and editors begin by scripts in the page.
    """

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/admin/") and not report_only:
            loosened = dict.fromkeys(("style-src", "script-src"), ["'unsafe-inline'"])
            parts.update = {**loosened, **(parts.update or {})}
        return parts


class Headers:
    """Middleware: nothing of a session is kept by a browser or on the way, unless its view says for
    how long.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        cookie = settings.SESSION_COOKIE_NAME
        is_of_a_session = cookie in request.COOKIES or cookie in response.cookies
        if is_of_a_session and not IS_KEPT.search(response.get("Cache-Control", "")):
            response["Cache-Control"] = "no-store, private"
        return response
