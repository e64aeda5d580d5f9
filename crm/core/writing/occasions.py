"""By whom and on which occasion a row of history is written where the use case says neither.

The occasion is the screen, the background task or the command: ``@screen lead:edit``,
``@task leads.light_all``, ``@command settle``. It is stored in place of a reason, and the sign
before it tells it from one: screens show the reasons alone.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from celery import current_task
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from simple_history.models import HistoricalRecords

SIGN = "@"
LONGEST = 100
PROGRAM = "program"  # the user, and the role, of the program itself
_MAKERS: list[Callable[[], object]] = []


def made_by(make: Callable[[], object]) -> None:
    """``make()`` makes the user that stands for the program, where there is none yet."""
    _MAKERS[:] = [make]


def reason_or_occasion(reason) -> str:
    return str(reason or occasion())[:LONGEST]


def spoken(reason: str | None) -> str:
    """The reason that somebody gave; "" for an occasion."""
    return "" if not reason or reason.startswith(SIGN) else reason


def current_request():
    """What is being answered; None in a task or a command."""
    return getattr(HistoricalRecords.context, "request", None)


def occasion() -> str:
    """What runs now."""
    request = current_request()
    if request is not None:
        match = request.resolver_match
        return f"{SIGN}screen {match.view_name or match.route if match else request.path}"
    if current_task:
        return f"{SIGN}task {current_task.name}"
    return f"{SIGN}command {_command()}"


def _command() -> str:
    program = Path(sys.argv[0]).name if sys.argv else ""
    return " ".join([program, *sys.argv[1:2]] if program != "manage.py" else sys.argv[1:2])


def somebody(by):
    """``by``, or whoever is logged in, or the program; None while a database is being laid down."""
    if by is not None:
        return by
    request = current_request()
    if request is not None and getattr(request, "user", None) and request.user.is_authenticated:
        return request.user
    user = get_user_model()._base_manager.filter(username=PROGRAM).first()
    if user is None and Group.objects.filter(name=PROGRAM).exists():
        return _MAKERS[0]()
    return user


def fill_in(instance, history_instance, **_signal):
    """A signal handler, before a row of history is stored."""
    if not history_instance.history_change_reason:
        history_instance.history_change_reason = reason_or_occasion("")
    is_the_program = getattr(instance, "username", "") == PROGRAM
    if history_instance.history_user is None and not is_the_program:
        history_instance.history_user = somebody(None)
