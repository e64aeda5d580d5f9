"""Sources of apps that lie above: they put theirs into the same tables as those of this app.

To be called from ``ready()`` of an app that stands before this one in INSTALLED_APPS, so that the
writes of its models are followed with all others.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from . import words
from .follow import STANDS_ON
from .sources import SOURCES, Source


@dataclass(frozen=True)
class Sayings:
    """How rows of a source are put: ``reason(row, record)`` why it waits; ``labels`` of steps that
    are no transitions; ``links`` (row, record, user) to the screen of a step.
    """

    reason: Callable
    labels: dict[str, str] = field(default_factory=dict)
    links: dict[str, Callable] = field(default_factory=dict)


def register_source(
    source: Source, *, sayings: Sayings, stands_on: dict[type, Callable] | None = None
) -> None:
    """``stands_on``: model that is written → how the source's records are found by its keys."""
    SOURCES[source.model] = source
    for written, find in (stands_on or {}).items():
        concerned = STANDS_ON.setdefault(written, [])
        concerned[:] = [entry for entry in concerned if entry[0] is not source.model]
        concerned.append((source.model, find))
    words.REASONS_OF[source.model] = sayings.reason
    words.LABELS.update(sayings.labels)
    words.LINKS.update(sayings.links)
