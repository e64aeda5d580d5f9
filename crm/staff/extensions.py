"""What apps add to the record pages of models that are not theirs.

A room calls these functions at the end of the module that has the screen; ``RecordView`` and the
board read what was added, in the order in which it was. This is the only way to add to a record's
page from outside of its own ``RecordView``.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from .record_parts import Block, Figure, Mark, Tab

_ACTIONS: dict[type, list[Callable]] = defaultdict(list)
_BLOCKS: dict[type, list[tuple[int, Callable]]] = defaultdict(list)
_CONDITIONS: dict[type, list[Callable]] = defaultdict(list)
_FIGURES: dict[type, list[tuple[int, Callable]]] = defaultdict(list)
_FILLINGS: dict[type, dict[str, "Filling"]] = defaultdict(dict)
_MARKS: dict[type, list[Callable]] = defaultdict(list)
_MOVING_ACTIONS: dict[type, list[tuple[Callable, str]]] = defaultdict(list)
_NOTICES: dict[type, list[Callable]] = defaultdict(list)
_SAYINGS: dict[type, list["Saying"]] = defaultdict(list)
_SECTIONS: dict[type, list[tuple[bool, Callable]]] = defaultdict(list)
_TABS: dict[type, list[Tab]] = defaultdict(list)


@dataclass(frozen=True)
class Filling:
    """Where a required fact that is no field of the record comes from.

    ``link(record, user)`` is (label, address) of the screen that fills it, None for those who may
    not; ``shown(record, user)`` is what to read once it is there; ``is_file``: a file attached to
    the record fills it; ``is_silent``: it has a row only while it is missing.
    """

    link: Callable = lambda record, user: None
    shown: Callable | None = None
    is_file: bool = False
    is_silent: bool = False


@dataclass(frozen=True)
class Saying:
    """A way to write something down on a record's page.

    ``say(record, *, by, text, files, next_on, to)`` stores it or refuses; ``receivers(record,
    user)`` are [(key, label)] of those it may be sent to; where there are none, it is not offered.
    """

    name: str
    label: str
    say: Callable
    is_for: Callable = lambda record, user: True
    receivers: Callable | None = None
    placeholder: str = ""
    has_next: bool = True


def add_actions(model: type, *finders: Callable):
    """Entries of the page's menu: each of ``finders`` is called with (record, user) and returns
    [(label, link)].
    """
    _ACTIONS[model].extend(finders)


def add_moving_action(model: type, finder: Callable, state: str):
    """A button whose screen takes the record to ``state``: the board offers it besides the steps.

    ``finder`` is as in ``add_actions`` and asks the database nothing.
    """
    _MOVING_ACTIONS[model].append((finder, state))


def add_notices(model: type, *finders: Callable):
    """Lines above the page: each is called with (record, user) and returns texts or markup."""
    _NOTICES[model].extend(finders)


def add_marks(model: type, *finders: Callable):
    """Lights and tags beside the name: each is called with (record, user) and returns [Mark]."""
    _MARKS[model].extend(finders)


def add_figures(model: type, *finders: Callable, order: int = 0):
    """Figures above the tabs: each is called with (record, user) and returns [Figure]; the lowest
    ``order`` stands first.
    """
    _FIGURES[model].extend((order, finder) for finder in finders)


def add_tabs(model: type, *tabs: Tab):
    """Tabs between the overview and the files."""
    _TABS[model].extend(tabs)


def add_blocks(model: type, *finders: Callable, order: int = 0):
    """Short lists in the overview: each is called with (record, user) and returns [Block]; the
    lowest ``order`` stands first.
    """
    _BLOCKS[model].extend((order, finder) for finder in finders)


def add_sections(model: type, *renderers: Callable, is_first: bool = False):
    """Parts of the overview, above the facts (``is_first``) or below them: each is called with
    (record, request) and returns HTML or "".
    """
    _SECTIONS[model].extend((is_first, renderer) for renderer in renderers)


def add_filling(model: type, fact: str, filling: Filling):
    """How a ``fact`` that steps of ``model`` require is filled; "*" stands for all facts of related
    records.
    """
    _FILLINGS[model][fact] = filling


def add_conditions(model: type, *finders: Callable):
    """What a step depends on besides the facts that it requires, as rows of the next step: each is
    called with (record, name of the step, user) and returns [Requirement].
    """
    _CONDITIONS[model].extend(finders)


def add_sayings(model: type, *sayings: Saying):
    """What else may be written down on the page, besides a note."""
    _SAYINGS[model].extend(sayings)


def _in_order(finders: list[tuple[int, Callable]]) -> list[Callable]:
    return [finder for _order, finder in sorted(finders, key=itemgetter(0))]


def actions_of(record, user) -> list[tuple]:
    return [action for find in _ACTIONS[type(record)] for action in find(record, user)]


def moving_actions_of(model: type) -> list[tuple[Callable, str]]:
    return _MOVING_ACTIONS[model]


def notices_of(record, user) -> list:
    return [notice for find in _NOTICES[type(record)] for notice in find(record, user)]


def marks_of(record, user) -> list[Mark]:
    return [mark for find in _MARKS[type(record)] for mark in find(record, user)]


def figures_of(record, user) -> list[Figure]:
    return [figure for find in _in_order(_FIGURES[type(record)]) for figure in find(record, user)]


def tabs_of(record, user) -> list[Tab]:
    tabs = sorted(_TABS[type(record)], key=attrgetter("order"))
    return [tab for tab in tabs if tab.is_for(record, user)]


def blocks_of(record, user) -> list[Block]:
    blocks = (block for find in _in_order(_BLOCKS[type(record)]) for block in find(record, user))
    return [block for block in blocks if block.is_drawn]


def filling_of(record, fact: str) -> Filling | None:
    fillings = _FILLINGS[type(record)]
    return fillings.get(fact) or (fillings.get("*") if "." in fact else None)


def conditions_of(record, step: str, user) -> list:
    return [
        condition for find in _CONDITIONS[type(record)] for condition in find(record, step, user)
    ]


def sayings_of(record, user) -> list[Saying]:
    return [saying for saying in _SAYINGS[type(record)] if saying.is_for(record, user)]


def sections_of(record, request, *, is_first: bool = False) -> list[str]:
    renderers = (render for first, render in _SECTIONS[type(record)] if first == is_first)
    sections = (render(record, request) for render in renderers)
    return [html for html in sections if html]
