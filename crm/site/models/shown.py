"""What a page shows besides its own fields, told by the rooms above the models: free land, steps of
a project, what a form answers.
"""

from collections.abc import Callable

_TELLERS: dict[type, Callable] = {}
_ANSWERERS: dict[type, Callable] = {}


def shows(page_class: type):
    """Decorator of ``function(page, request) -> dict``: what the page's template gets besides."""

    def register(function: Callable) -> Callable:
        _TELLERS[page_class] = function
        return function

    return register


def answers(page_class: type):
    """Decorator of ``function(page, request) -> HttpResponse``: who serves the page itself, such as
    one with a form.
    """

    def register(function: Callable) -> Callable:
        _ANSWERERS[page_class] = function
        return function

    return register


def told_on(page, request) -> dict:
    """All that is registered for the page's class and those it inherits from."""
    context: dict = {}
    for page_class in reversed(type(page).__mro__):
        if page_class in _TELLERS:
            context |= _TELLERS[page_class](page, request)
    return context


def answerer_of(page) -> Callable | None:
    return next(
        (_ANSWERERS[page_class] for page_class in type(page).__mro__ if page_class in _ANSWERERS),
        None,
    )
