"""What each use case does by itself and a whole demonstration does once."""

import gc
from collections import defaultdict
from contextlib import contextmanager
from datetime import date
from functools import cache
from inspect import getattr_static
from unittest import mock

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Field, ForeignKey, Model
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.signals import post_save
from django.urls import get_resolver
from django.utils import timezone
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from crm.core import working_days
from crm.core.audit import write
from crm.core.models import Department, Parameter, User
from crm.core.notifications import outbox
from crm.core.notifications.channels import channels_of
from crm.core.writing import bulk
from crm.core.writing.occasions import fill_in
from crm.desk.models import ServiceKind
from crm.dispatch.models import Heading, Phase, Plan
from leads.models import Agent, Industry, Region
from leads.warnings.light import lights_at_the_end

KEPT = {User, Department, Agent, Industry, Region, ServiceKind, ContentType, Plan, Heading, Phase}


@contextmanager
def at_once():
    """What is put off within the block is done when it ends; if one part fails, all of it does."""
    with (
        seldom_collected(),
        references_at_the_end(),
        lights_at_the_end(),
        histories_in_bulk(),
        told_in_no_audit_log(),
        no_savepoints(),
        held_by_the_database(),
        rules_and_rights_known(),
        people_and_places_known(),
    ):
        yield


@contextmanager
def seldom_collected():
    """The garbage collector leaves alone what was imported, half a million objects that stay, and
    looks for circles among the rest less often: it was a fourteenth of the time.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(20 * thresholds[0], *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


@contextmanager
def told_in_no_audit_log():
    """A story is no act: what the demonstration tells stands in the histories of its records
    alone, and an audit log could not be freed of it.
    """
    with mock.patch.object(write, "store", lambda entries: None):
        yield


@contextmanager
def no_savepoints():
    """A use case within another takes no savepoint: they are a quarter of all statements."""
    with mock.patch.object(connection.features, "uses_savepoints", False):
        yield


@contextmanager
def held_by_the_database():
    """What the database itself refuses when a record is stored (constraints, a number that is
    taken, a key without its record) is not asked of it before as well: a fifth of all statements.
    """

    def validate(field, value, instance):
        if not field.remote_field.parent_link:
            Field.validate(field, value, instance)

    with (
        mock.patch.object(Model, "validate_constraints", lambda record, exclude=None: None),
        mock.patch.object(Model, "validate_unique", lambda record, exclude=None: None),
        mock.patch.object(ForeignKey, "validate", validate),
    ):
        yield


@contextmanager
def histories_in_bulk():
    """The rows of the histories are inserted many at once: before anybody reads the history of a
    model or writes rows of it himself, and at the end.
    """
    rows_by_history: dict[type, list] = defaultdict(list)
    write, write_many = HistoricalRecords.create_historical_record, bulk._write_history
    read = HistoryDescriptor.__get__

    def store(history):
        if rows := rows_by_history.pop(history, ()):
            history._base_manager.bulk_create(rows, batch_size=500)

    def gather(tracking, instance, history_type, using=None):
        if tracking.m2m_fields:  # has rows of its own that name the history's
            write(tracking, instance, history_type, using)
            return
        history = _history_of(type(instance), tracking.manager_name)
        row = {field.attname: getattr(instance, field.attname) for field in history.tracked_fields}
        reason = tracking.get_change_reason_for_object(instance, history_type, using)
        version = history(
            history_date=getattr(instance, "_history_date", timezone.now()),
            history_type=history_type,
            history_user=tracking.get_history_user(instance),
            history_change_reason=reason,
            **row,
        )
        fill_in(instance, version)
        rows_by_history[history].append(version)

    def read_all(descriptor, instance, owner):
        store(descriptor.model)
        return read(descriptor, instance, owner)

    def write_after(cursor, model, *arguments):
        store(_history_of(model, model._meta.simple_history_manager_attribute))
        write_many(cursor, model, *arguments)

    with (
        mock.patch.object(HistoricalRecords, "create_historical_record", gather),
        mock.patch.object(HistoryDescriptor, "__get__", read_all),
        mock.patch.object(bulk, "_write_history", write_after),
    ):
        yield
    for history in list(rows_by_history):
        store(history)


@cache
def _history_of(model: type[Model], name: str) -> type[Model]:
    return getattr_static(model, name).model


@contextmanager
def people_and_places_known():
    """A person, a department, an agent or a place in the classifications is read once, and again
    when it was changed.
    """
    records: dict[tuple, Model] = {}
    read = ForwardManyToOneDescriptor.get_object

    def read_once(descriptor, instance):
        field = descriptor.field
        model = field.remote_field.model
        if model not in KEPT or not field.target_field.primary_key:
            return read(descriptor, instance)
        key = model, getattr(instance, field.attname)
        if key not in records:
            records[key] = read(descriptor, instance)
        return records[key]

    def forget(sender, **_signal):
        if sender in KEPT:
            records.clear()

    post_save.connect(forget)
    try:
        with mock.patch.object(ForwardManyToOneDescriptor, "get_object", read_once):
            yield
    finally:
        post_save.disconnect(forget)


@contextmanager
def rules_and_rights_known():
    """What stays as it is while the demonstration is loaded is read once: the numbers of the
    rules, the calendar, and each person's permissions and ways to be told.
    """
    calendar = working_days._exceptions(date.min, date.max)
    permissions: dict[int, frozenset[str]] = {}
    channels: dict[tuple, set[str]] = {}
    own_permissions = User.own_permissions.func

    def permissions_of(user):
        if user.pk not in permissions:
            permissions[user.pk] = own_permissions(user)
        return permissions[user.pk]

    def channels_once(user, kind):
        if (user.pk, kind) not in channels:
            channels[user.pk, kind] = channels_of(user, kind)
        return channels[user.pk, kind]

    with (
        mock.patch.object(Parameter, "get", cache(Parameter.get)),
        mock.patch.object(User, "own_permissions", property(permissions_of)),
        mock.patch.object(outbox, "channels_of", channels_once),
        mock.patch.object(working_days, "_exceptions", lambda start, end: calendar),
    ):
        yield


@contextmanager
def references_at_the_end():
    """Wagtail's index of what refers to what: what is saved within the block is entered at its
    end.
    """
    get_resolver().url_patterns  # noqa: B018 (the screens say which models are indexed)
    keys_by_model = defaultdict(set)

    def note(sender, instance, **_signal):
        if ReferenceIndex.is_indexed(sender):
            keys_by_model[sender].add(instance.pk)

    post_save.connect(note)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(note)
    for model, keys in keys_by_model.items():
        enter_references(model, keys)


def enter_references(model, keys):
    """As ``ReferenceIndex.create_or_update_for_object`` does for one record, for all of a model
    that have the ``keys``.
    """
    kind = ContentType.objects.get_for_model(model)
    ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=keys).delete()
    references = [
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
    ReferenceIndex.objects.bulk_create(references, batch_size=1000)
