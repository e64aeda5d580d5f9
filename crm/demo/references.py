"""Wagtail's index of what refers to what, kept once for each record instead of at each change."""

from collections import defaultdict
from contextlib import contextmanager

from django.db.models.signals import post_save
from django.urls import get_resolver
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def references_at_the_end():
    """What is saved within the block is entered into the index when the block ends."""
    get_resolver().url_patterns  # noqa: B018 (the screens say which models are indexed)
    saved = defaultdict(set)

    def note(sender, instance, **_signal):
        if ReferenceIndex.is_indexed(sender):
            saved[sender].add(instance.pk)

    post_save.connect(note)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(note)
    for model, keys in saved.items():
        for record in model._base_manager.filter(pk__in=keys).order_by("pk"):
            ReferenceIndex.create_or_update_for_object(record)
