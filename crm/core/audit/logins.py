"""Log-ins, log-outs and what did not come to one, by Django's own signals."""

from django.contrib.auth import get_user_model

from .kinds import LOGIN, LOGOUT
from .write import FAILED, note


def logged_in(sender, request, user, **_signal):
    note(LOGIN, by=user, record=user, request=request)


def logged_out(sender, request, user, **_signal):
    if user is not None:
        note(LOGOUT, by=user, record=user, request=request)


def failed(sender, credentials, request=None, **_signal):
    """A name that nobody has is not kept: people type their passwords into the wrong field."""
    name = str(credentials.get("username") or "")
    person = get_user_model()._base_manager.filter(username=name[:150]).first()
    note(LOGIN, by=person, record=person or "", outcome=FAILED, request=request)
