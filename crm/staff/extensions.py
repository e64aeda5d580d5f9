"""What apps add to the record pages of models that are not theirs.

A room calls these functions at the end of the module that has the screen; ``RecordView`` and the
board read what was added, in the order in which it was. This is the only way to add to a record's
page from outside of its own ``RecordView``.
"""

from collections import defaultdict
from collections.abc import Callable

_ACTIONS: dict[type, list[Callable]] = defaultdict(list)
_MOVING_ACTIONS: dict[type, list[tuple[Callable, str]]] = defaultdict(list)
_NOTICES: dict[type, list[Callable]] = defaultdict(list)
_SECTIONS: dict[type, list[Callable]] = defaultdict(list)


def add_actions(model: type, *finders: Callable):
    """Buttons: each of ``finders`` is called with (record, user) and returns [(label, link)]."""
    _ACTIONS[model].extend(finders)


def add_moving_action(model: type, finder: Callable, state: str):
    """A button whose screen takes the record to ``state``: the board offers it besides the steps.

    ``finder`` is as in ``add_actions`` and asks the database nothing.
    """
    _MOVING_ACTIONS[model].append((finder, state))


def add_notices(model: type, *finders: Callable):
    """Lines above the facts: each is called with (record, user) and returns texts or markup."""
    _NOTICES[model].extend(finders)


def add_sections(model: type, *renderers: Callable):
    """Parts of the page: each is called with (record, request) and returns HTML, "" for none."""
    _SECTIONS[model].extend(renderers)


def actions_of(record, user) -> list[tuple]:
    return [each for find in _ACTIONS[type(record)] for each in find(record, user)]


def moving_actions_of(model: type) -> list[tuple[Callable, str]]:
    return _MOVING_ACTIONS[model]


def notices_of(record, user) -> list:
    return [each for find in _NOTICES[type(record)] for each in find(record, user)]


def sections_of(record, request) -> list[str]:
    drawn = (render(record, request) for render in _SECTIONS[type(record)])
    return [html for html in drawn if html]
