"""In which records a person is found, by name, telephone, e-mail and identity number: in those that
stand, in their history, and in what belongs to them.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, Func, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from ..models import Attachment
from .registry import HOLDINGS, Holding, Kind, declared_model

SHORTEST_NAME, SHORTEST_PHONE = 2, 7  # characters, digits: what is shorter is found everywhere
PART, BELONGING = "part", "belonging"  # of a longer name; to a record that was found
UNCERTAIN = {Kind.WORDS, Kind.FILE, PART}
AT_MOST = 500  # rows of one model
OF_NUMBERS = (Kind.IDENTITY, Kind.ACCOUNT)


def digits_of(phone: str) -> str:
    """The last eleven: +86 makes no difference."""
    plain = unicodedata.normalize("NFKC", phone)
    return "".join(char for char in plain if char.isdecimal())[-11:]


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


@dataclass(frozen=True)
class Wanted:
    """What is known of the person who is looked for; empty where it is not."""

    name: str = ""
    phone: str = ""
    email: str = ""
    id_number: str = ""

    def terms(self) -> list[str]:
        """What of them a text may name, the longest first."""
        name = plain(self.name)
        texts = [
            name if len(name) >= SHORTEST_NAME else "",
            plain(self.phone) if len(digits_of(self.phone)) >= SHORTEST_PHONE else "",
            digits_of(self.phone) if len(digits_of(self.phone)) >= SHORTEST_PHONE else "",
            plain(self.email),
            plain(self.id_number),
        ]
        return sorted({text for text in texts if text}, key=len, reverse=True)


@dataclass
class Found:
    """One record, by which kinds of data it was found, and whether by more than a name in it."""

    record: Model
    by: set[str] = field(default_factory=set)
    is_certain: bool = False


class Digits(Func):
    """The digits of a text, as ``digits_of`` takes them."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s, '[^0-9]', '', 'g')"
    output_field = TextField()


def find(wanted: Wanted) -> list[Found]:
    """Everything of the person: what is stored under their own data first."""
    finds: dict[tuple[type, int], Found] = {}
    for model, holding in HOLDINGS.items():
        for key, by in _keys(holding, wanted).items():
            _note(finds, model, key, by)
    _add_belongings(finds)
    _add_files(finds)
    return sorted(finds.values(), key=lambda entry: not entry.is_certain)


def _note(finds: dict, model: type[Model], key, by: set[str]) -> None:
    entry = finds.get((model, key))
    if entry is None:
        record = model._base_manager.filter(pk=key).first()
        if record is None:  # deleted; its history alone is left
            return
        entry = finds[model, key] = Found(record)
    entry.by |= by
    entry.is_certain |= bool(by - UNCERTAIN)


def _keys(holding: Holding, wanted: Wanted) -> dict:
    """{primary key: kinds by which it was found} of one model, its history included."""
    keys: dict = defaultdict(set)
    for rows, key in _tables(holding):
        for names, condition, by in _conditions(rows.model, holding, wanted):
            annotated = rows.annotate(**names) if names else rows
            for pk in annotated.filter(condition).values_list(key, flat=True).distinct()[:AT_MOST]:
                keys[pk] |= by
        for pk, by in _by_secrets(rows, key, holding, wanted):
            keys[pk] |= by
    return keys


def _tables(holding: Holding) -> Iterator[tuple[QuerySet, str]]:
    model = holding.model
    yield model._base_manager.order_by(), "pk"
    history = getattr(model, "history", None)
    if history is not None and declared_model(history.model) is model:
        yield history.model._base_manager.order_by(), model._meta.pk.name


def _conditions(model, holding: Holding, wanted: Wanted) -> Iterator[tuple[dict, Q, set[str]]]:
    """(annotations, condition, kinds) of each way in which the person may be found in a row."""
    field_names = {field.name for field in model._meta.fields}
    for name, kind in holding.fields.items():
        if name not in field_names or getattr(model._meta.get_field(name), "secret", False):
            continue
        yield from _of_field(name, kind, wanted)


def _of_field(name: str, kind: Kind, wanted: Wanted) -> Iterator[tuple[dict, Q, set[str]]]:
    person, digits = plain(wanted.name), digits_of(wanted.phone)
    if kind == Kind.NAME and len(person) >= SHORTEST_NAME:
        yield {}, Q(**{f"{name}__iexact": person}), {Kind.NAME}
        yield {}, Q(**{f"{name}__icontains": person}), {PART}
    elif kind == Kind.PHONE and len(digits) >= SHORTEST_PHONE:
        yield {"_digits": Digits(F(name))}, Q(_digits__endswith=digits), {Kind.PHONE}
    elif kind == Kind.TRACE:
        texts = [text for text in (digits, plain(wanted.email)) if text]
        yield {"_text": Cast(F(name), TextField())}, Q(_text__in=texts), {Kind.TRACE}
    elif kind in (Kind.WORDS, Kind.FILE, Kind.POSITION, Kind.PLACE):
        condition = Q(pk__in=[])
        for term in wanted.terms():
            condition |= Q(_text__icontains=term)
        yield {"_text": Cast(F(name), TextField())}, condition, {Kind.WORDS}
    if kind in (Kind.EMAIL, Kind.PHONE) and plain(wanted.email):
        yield {}, Q(**{f"{name}__iexact": plain(wanted.email)}), {Kind.EMAIL}


def _by_secrets(rows: QuerySet, key: str, holding: Holding, wanted: Wanted) -> Iterator[tuple]:
    """Encrypted numbers are read one by one."""
    id_number = plain(wanted.id_number).upper()
    names = [
        name
        for name in holding.of_kind(*OF_NUMBERS)
        if getattr(holding.model._meta.get_field(name), "secret", False)
    ]
    if not id_number or not names:
        return
    for pk, *values in rows.values_list(key, *names).iterator(chunk_size=1000):
        if id_number in (plain(value or "").upper() for value in values):
            yield pk, {Kind.IDENTITY}


def _add_belongings(finds: dict) -> None:
    """Rows that belong to a person found for certain, as accounts do to who is paid."""
    certain: dict[type, list[int]] = defaultdict(list)
    for (model, key), entry in finds.items():
        if entry.is_certain and HOLDINGS[model].is_person(entry.record):
            certain[model].append(key)
    for model, holding in HOLDINGS.items():
        if not holding.belongs_to:
            continue
        owner = model._meta.get_field(holding.belongs_to).related_model
        rows = model._base_manager.filter(**{f"{holding.belongs_to}__in": certain[owner]})
        for key in rows.values_list("pk", flat=True):
            _note(finds, model, key, {BELONGING})


def _add_files(finds: dict) -> None:
    """Papers stored with a record found for certain."""
    for entry in [entry for entry in finds.values() if entry.is_certain]:
        if isinstance(entry.record, Attachment):
            continue
        for key in Attachment.objects.of(entry.record).values_list("pk", flat=True):
            _note(finds, Attachment, key, {Kind.FILE})


def fields_of_person(record: Model, holding: Holding, terms: list[str]) -> list[str]:
    """Which personal fields of a record are this person's. A record of an organisation names
    several people (``groups``): those whose name, number or address is one of ``terms``.
    """
    if not terms or not holding.groups or holding.is_person(record):
        return list(holding.fields)
    groups = [text.split() for text in holding.groups]
    names = {name for group in groups if _is_named(record, group, terms) for name in group}
    return [name for name, kind in holding.fields.items() if name in names or kind == Kind.WORDS]


def _is_named(record: Model, names: list[str], terms: list[str]) -> bool:
    values = [str(getattr(record, name) or "") for name in names]
    texts = {plain(value).lower() for value in values} | {digits_of(value) for value in values}
    return bool((texts - {""}) & {term.lower() for term in terms})
