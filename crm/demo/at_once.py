"""What each use case does by itself and a whole demonstration does once."""

from collections import defaultdict
from contextlib import contextmanager
from functools import cache
from unittest import mock

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models.signals import post_save
from django.urls import get_resolver
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from crm.core.models import Parameter, User
from crm.core.notifications import outbox
from crm.core.notifications.channels import channels_of
from leads.warnings.light import lights_at_the_end


@contextmanager
def at_once():
    """What is put off within the block is done when it ends; what fails, fails as a whole."""
    with (
        references_at_the_end(),
        lights_at_the_end(),
        no_savepoints(),
        rules_and_rights_known(),
    ):
        yield


@contextmanager
def no_savepoints():
    """A use case within another takes no savepoint: they are a quarter of all statements."""
    with mock.patch.object(connection.features, "uses_savepoints", False):
        yield


@contextmanager
def rules_and_rights_known():
    """What stays as it is while the demonstration is loaded is read once: the numbers of the
    rules, and each person's permissions and ways to be told.
    """
    rights: dict[int, frozenset[str]] = {}
    ways: dict[tuple, set[str]] = {}
    own_permissions = User.own_permissions.func

    def permissions_of(user):
        if user.pk not in rights:
            rights[user.pk] = own_permissions(user)
        return rights[user.pk]

    def channels_once(user, kind):
        if (user.pk, kind) not in ways:
            ways[user.pk, kind] = channels_of(user, kind)
        return ways[user.pk, kind]

    with (
        mock.patch.object(Parameter, "get", cache(Parameter.get)),
        mock.patch.object(User, "own_permissions", property(permissions_of)),
        mock.patch.object(outbox, "channels_of", channels_once),
    ):
        yield


@contextmanager
def references_at_the_end():
    """Wagtail's index of what refers to what: what is saved within the block is entered at its
    end.
    """
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
        enter_references(model, keys)


def enter_references(model, keys):
    """As ``ReferenceIndex.create_or_update_for_object`` does for one record, for all of a model
    that have the ``keys``.
    """
    kind = ContentType.objects.get_for_model(model)
    ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=keys).delete()
    found = [
        ReferenceIndex(
            content_type=kind,
            base_content_type=kind,
            object_id=record.pk,
            to_content_type_id=to_kind,
            to_object_id=to_key,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for record in model._base_manager.filter(pk__in=keys).order_by("pk")
        for to_kind, to_key, model_path, content_path in dict.fromkeys(
            ReferenceIndex._extract_references_from_object(record)
        )
    ]
    ReferenceIndex.objects.bulk_create(found, batch_size=1000)
