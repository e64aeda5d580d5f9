"""Telling people: ``notify()`` writes what is told and its outbox in the caller's transaction; a
task takes it out of the house.
"""

from .kinds import NOTIFICATION_KINDS, Kind, register_kind
from .outbox import notify

__all__ = ["NOTIFICATION_KINDS", "Kind", "notify", "register_kind"]
