"""Making the queue agree with the records: of a few after each change, of all at night."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction

from crm.core.management.applied import missing

from ..models import Waiting
from .need import Need
from .sources import SOURCES, Source

# What a row is known by, and the fields that say the rest of it.
KEY = ("content_type", "object_id", "step", "part", "role")
KEPT = [field for field in Waiting._meta.concrete_fields if field.name not in ("id", *KEY)]
AT_ONCE, LOCKED_AT_MOST = 2_000, 50


@transaction.atomic
def reconcile(model: type, keys) -> int:
    """Let the rows of these records be what the records need now; how many rows were wrong.

    Two that change one record at the same moment take turns, so that the later one sees what the
    earlier has done; many records at once take none (see ``_wait_for_turn``).
    """
    keys = sorted({key for key in keys if key is not None})
    wrong = 0
    for start in range(0, len(keys), AT_ONCE):
        wrong += _reconcile_some(SOURCES[model], keys[start : start + AT_ONCE])
    return wrong


def _reconcile_some(source: Source, keys: list[int]) -> int:
    kind = ContentType.objects.get_for_model(source.model)
    _wait_for_turn(kind, keys)
    wanted, held = _wanted_and_held(source, kind, keys)
    gone = [row.pk for key, row in held.items() if key not in wanted]
    new = [row for key, row in wanted.items() if key not in held]
    changed = [key for key in wanted.keys() & held.keys() if _differ(held[key], wanted[key])]
    for key in changed:
        wanted[key].pk = held[key].pk
    if gone:
        Waiting.objects.filter(pk__in=gone).delete()
    Waiting.objects.bulk_create(new)
    if changed:
        Waiting.objects.bulk_update(
            [wanted[key] for key in changed], [field.name for field in KEPT]
        )
    return len(gone) + len(new) + len(changed)


def _wanted_and_held(source: Source, kind, keys: list[int]) -> tuple[dict, dict]:
    """The rows that the records need now, and those that the queue has of them, by their keys."""
    wanted = {_key(row): row for row in rows_of(source, kind, keys)}
    held = Waiting.objects.filter(content_type=kind, object_id__in=keys)
    return wanted, {_key(row): row for row in held}


def _wait_for_turn(kind, keys):
    """Take the lock of each record until the end of the transaction, in the order of the keys.

    Beyond ``LOCKED_AT_MOST`` records none is taken: they would fill the server's table of locks. An
    import or a settlement locks the rows that it wrote, but not those that stand on them. What
    somebody else commits between its reading of the records and its reading of the queue may be
    undone in the queue, until the record is written again or the night's check.
    """
    if len(keys) > LOCKED_AT_MOST:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(%s, (each %% 2147483647)::int)"
            " from unnest(%s::bigint[]) as each",
            [kind.pk, keys],
        )


def rows_of(source: Source, kind, keys: list[int] | None = None) -> list[Waiting]:
    """The rows that the records need now, none of them stored."""
    return [
        _row(need, kind, record, source.born)
        for record in source.load(keys)
        for need in source.needs(record)
    ]


def _row(need: Need, kind, record, born: str) -> Waiting:
    words = {name: getattr(need, name) for name in Need.__dataclass_fields__}
    words["apart"], words["missing"] = list(need.apart), list(need.missing)
    moved_at = max((move.at for move in record.taken), default=None)
    since = moved_at or (getattr(record, born) if born else None)
    return Waiting(content_type=kind, object_id=record.pk, since=since, **words)


def _key(row: Waiting) -> tuple:
    return row.object_id, row.step, row.part, row.role


def _differ(one: Waiting, other: Waiting) -> bool:
    return any(getattr(one, field.attname) != getattr(other, field.attname) for field in KEPT)


def fill_if_empty(using="default", **_signal) -> None:
    """After the last migration: the queue of a database that had records before it had a queue."""
    if not missing(connections[using]) and not Waiting.objects.using(using).exists():
        fill()


def fill() -> None:
    """Work the queue out of all records, where nobody works meanwhile."""
    for model, source in SOURCES.items():
        for keys in _in_parts(source.live_keys(), AT_ONCE):
            reconcile(model, keys)


def check_all() -> dict[str, int]:
    """{kind of record: rows that were wrong}, all of them put right; {} where the queue was true.

    Of each source the live records and those that have rows. People go on working meanwhile: what
    looks wrong is worked out once more in its turn, a few records at a time.
    """
    wrong = {}
    for model, source in SOURCES.items():
        kind = ContentType.objects.get_for_model(model)
        held = Waiting.objects.filter(content_type=kind).values_list("object_id", flat=True)
        doubtful: set[int] = set()
        for keys in _in_parts({*source.live_keys().iterator(), *held.iterator()}, AT_ONCE):
            doubtful |= _doubtful(source, kind, keys)
        count = sum(reconcile(model, keys) for keys in _in_parts(doubtful, LOCKED_AT_MOST))
        if count:
            wrong[model._meta.label] = count
    return wrong


def _doubtful(source: Source, kind, keys: list[int]) -> set[int]:
    """The records whose rows are not what they need, as far as one sees without waiting."""
    wanted, held = _wanted_and_held(source, kind, keys)
    shared_keys = wanted.keys() & held.keys()
    differing = (wanted.keys() ^ held.keys()) | {
        key for key in shared_keys if _differ(held[key], wanted[key])
    }
    return {object_id for object_id, *_step in differing}


def _in_parts(keys, size: int):
    ordered = sorted(keys)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
