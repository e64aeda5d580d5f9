"""Sessions: how long they last, what is known of them, and how they end.

A session ends when it is not used for some time and when it is old, both rule numbers; all of a
person's end for good when the login is disabled. The numbers are read once when a session begins
and with each of its notes, at most once a minute.
"""

import time

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.models import Parameter

LIMITS = "limits"  # in the session
NOTED_EVERY = 60  # seconds
# What pages ask for by themselves, without anybody at the desk.
BY_THEMSELVES = {"notifications_count"}


def begin(sender, request, user, **_signal):
    """A receiver of Django's signal: every way of logging in comes through here."""
    _note(request, began=time.time())
    UserSession.objects.create_from_request(request, user=user, session=request.session)


def _note(request, *, began: float):
    idle, longest = Parameter.several("session_idle_minutes", "session_hours")
    request.session[LIMITS] = {
        "began": began,
        "seen": time.time(),
        "idle": 60 * int(idle),
        "longest": 3600 * int(longest),
    }


def is_over(limits: dict) -> bool:
    now = time.time()
    return now - limits["seen"] > limits["idle"] or now - limits["began"] > limits["longest"]


class LimitedSessions:
    """Middleware, after the person is known."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            limits = request.session.get(LIMITS)
            if limits is None:
                begin(None, request, request.user)
            elif is_over(limits):
                _end_this(request)
        key = request.session.session_key if request.user.is_authenticated else None
        response = self.get_response(request)
        if key and request.session.session_key not in (None, key):
            _follow(key, request.session.session_key)
        return response

    def process_view(self, request, view, args, kwargs):
        limits = request.session.get(LIMITS) if request.user.is_authenticated else None
        if limits and _is_used(request, limits):
            _note(request, began=limits["began"])
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now()
            )


def _follow(key: str, new_key: str):
    """A session that goes on under another key, as after a new password, stays known."""
    if not UserSession.objects.filter(session_key=new_key).exists():
        UserSession.objects.filter(session_key=key).update(session_key=new_key)


def _is_used(request, limits) -> bool:
    is_asked = request.resolver_match.url_name not in BY_THEMSELVES
    return is_asked and time.time() - limits["seen"] > NOTED_EVERY


def _end_this(request):
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    messages.info(request, _("The session was over. Log in again."))


def sessions_of(person) -> list[UserSession]:
    """Those that still stand, the newest use first; what is left of others goes."""
    sessions = UserSession.objects.filter(user=person).order_by("-last_seen_at")
    stored = Session.objects.filter(expire_date__gt=timezone.now())
    sessions.exclude(session_key__in=stored.values("session_key")).delete()
    return list(sessions)


def end_sessions(person, *, but: str | None = None) -> int:
    """End all of the person's sessions for good, save the one with the key ``but``; how many."""
    sessions = list(UserSession.objects.filter(user_id=person.pk).exclude(session_key=but))
    for session in sessions:
        session.end()
    return len(sessions)


def end_of_disabled(sender, instance, **_signal):
    """A receiver: ends the sessions of a disabled login, so that none is valid again when it is
    enabled.
    """
    if not instance.is_active:
        end_sessions(instance)


def tidy():
    """Take away what is left of sessions that are over."""
    store = UserSession()._session_store()
    store.clear_expired()
    for session in UserSession.objects.iterator():
        if not session.exists():
            session.delete()
