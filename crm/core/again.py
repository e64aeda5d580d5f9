"""What is so grave that whoever does it is asked again who they are: to approve, to pay, to take
data out of the house, to change an account, to grant a right.

The rights are named in ``roles.ASKED_AGAIN``; use cases beside them carry ``@asks_again``. While
a person's request is answered, ``crm.accounts`` says by ``during`` whether the person has proved
lately who they are. Where nobody waits for an answer (the worker, a command) nobody is asked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from .roles import ASKED_AGAIN

Function = TypeVar("Function", bound=Callable[..., Any])


class AskAgain(Exception):
    """The person has to prove again who they are; nothing was done. It passes every ``except`` of
    a screen, up to the middleware that asks.
    """


@dataclass(frozen=True)
class Answered:
    """Whose request is answered, and whether they proved lately who they are."""

    person: Any
    is_recent: Callable[[], bool]


_answered: ContextVar[Answered | None] = ContextVar("answered", default=None)
# Every function that asks, for the test that walks them.
GRAVE: list[Callable[..., Any]] = []


@contextmanager
def during(person: Any, is_recent: Callable[[], bool]) -> Iterator[None]:
    token = _answered.set(Answered(person, is_recent))
    try:
        yield
    finally:
        _answered.reset(token)


def check_recent(by: Any) -> None:
    """Raises AskAgain where ``by`` waits for the answer and has proved nothing lately. What the
    program does on a person's request is the program's.
    """
    answered = _answered.get()
    if answered and by is not None and by.pk == answered.person.pk and not answered.is_recent():
        raise AskAgain


def check_right(right: str, by: Any) -> None:
    """As ``check_recent``, where ``right`` is one of the grave ones."""
    if right in ASKED_AGAIN:
        check_recent(by)


def asks_again(function: Function) -> Function:
    """A use case with a keyword ``by`` that asks before anything of it is done."""

    @wraps(function)
    def asking(*args: Any, **kwargs: Any) -> Any:
        check_recent(kwargs.get("by"))
        return function(*args, **kwargs)

    GRAVE.append(asking)
    return asking  # type: ignore[return-value]
