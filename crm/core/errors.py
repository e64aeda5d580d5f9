"""What a use case raises when it will not do what was asked. The message is for people and says
what to do.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .punctuation import listed


class Refused(Exception):
    """The request is understood and permitted, but the facts forbid it. ``str()`` is shown to the
    user.
    """


class WrongState(Refused):
    """The record has moved on (or is not there yet)."""


class MissingFacts(Refused):
    """A stage lacks required facts; ``labels`` names all of them."""

    def __init__(self, labels: Iterable[str]) -> None:
        self.labels = list(labels)
        names = listed(self.labels)
        super().__init__(format_lazy("{}{}", _("Still missing: "), names))


class SamePerson(Refused):
    """The checker was also the maker."""


class NotPermitted(PermissionDenied):
    """The user lacks the right; the web answers 403."""
