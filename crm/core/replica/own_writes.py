"""What a person wrote last is in what they read next: their session keeps up to where the log had
gone by then.
"""

from django.conf import settings

from . import router
from .router import REPLICA
from .standing import number_of, position_of_primary

KEPT = "written_at"
READS_ONLY = {"GET", "HEAD", "OPTIONS"}


class OwnWrites:
    """Middleware, around what stores a form and inside the session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if REPLICA not in settings.DATABASES:
            return self.get_response(request)
        router.begin()
        response = self.get_response(request)
        if router.has_written() or request.method not in READS_ONLY:
            self._keep(request)
        return response

    @staticmethod
    def _keep(request):
        """Of whoever is logged in; a stranger's session is not begun for it."""
        if request.session.session_key or not request.session.is_empty():
            request.session[KEPT] = position_of_primary()


def last_write_of(request) -> int:
    return number_of(request.session.get(KEPT))
