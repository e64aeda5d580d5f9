"""Which fields hold what of natural persons, for what, and for how long.

Each app says it of its models in ``personal.py``, by the three functions below; a field that can
hold text and stands nowhere fails the tests (``undeclared``).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields import Field
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from ..models.parameter import Parameter, RuleNumber, register_rule_numbers


class Kind(StrEnum):
    """What a field says of a person."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    ACCOUNT = "account"
    PLACE = "place"
    POSITION = "position"
    TRACE = "trace"
    FILE = "file"
    WORDS = "words"  # written freely; a person may be named in it

    @property
    def label(self) -> Promise:
        return KIND_LABELS[self]


KIND_LABELS: dict[Kind, Promise] = {
    Kind.NAME: pgettext_lazy("person", "name"),
    Kind.PHONE: _("phone or other number of contact"),
    Kind.EMAIL: _("e-mail"),
    Kind.IDENTITY: _("identity number"),
    Kind.ACCOUNT: _("bank account"),
    Kind.PLACE: _("address"),
    Kind.POSITION: _("position or circumstances"),
    Kind.TRACE: _("trace of a log-in or address of a network"),
    Kind.FILE: _("file"),
    Kind.WORDS: _("free text, in which people may be named"),
}


@dataclass(frozen=True)
class Keeping:
    """How long rows are kept: the rule number ``code`` says it in months, 0 for as long as they
    stand. ``past(before)`` finds the rows whose time began before that moment and to which nothing
    is bound; they are taken away whole if ``deletes``, else their personal fields are blanked.
    """

    code: str
    months: int
    label: Promise
    past: Callable[[datetime], models.QuerySet]
    deletes: bool = False


def always(_record) -> bool:
    return True


@dataclass
class Holding:
    """What one model holds of people. ``belongs_to`` names the relation to a person's own row: what
    is found there finds these rows too. ``is_person`` says of a row whether it is one person's own;
    of one that is not, each of ``groups`` ("contact phone") is what is kept of one of its people.
    """

    model: type[models.Model]
    who: Promise | str
    purpose: Promise | str
    fields: dict[str, Kind]
    keeping: Keeping | None = None
    belongs_to: str = ""
    stays: Promise | str = ""  # why no request takes it away; "" where one may
    groups: tuple[str, ...] = ()
    is_person: Callable = always

    def of_kind(self, *kinds: Kind) -> list[str]:
        return [name for name, kind in self.fields.items() if kind in kinds]


# By model; of ``IMPERSONAL`` {field: why it says nothing of a person}. "*" stands for all fields.
HOLDINGS: dict[type, Holding] = {}
IMPERSONAL: dict[type, dict[str, Promise]] = {}
# Functions (record) → {field: why it has to stay}, told by apps that know what rests on a record.
_GROUNDS: dict[type, list[Callable]] = {}

ALL = "*"
THINGS = _("Names and describes things, companies or rules, not people.")
WORKINGS = _("Set and read by the program.")
PUBLIC = _("Published by the bureau itself.")
NUMBERS_OF_THINGS = _("Numbers of papers, bookings and records.")
BUSINESS = _("dealing with the matter that the record is about")
NAMED = _("people who are named in it")
FOLLOWS_RECORD = _("as long as the record stands")


def holds(
    model: type[models.Model],
    *,
    who: Promise | str,
    purpose: Promise | str = BUSINESS,
    keeping: Keeping | None = None,
    belongs_to: str = "",
    stays: Promise | str = "",
    groups: tuple[str, ...] = (),
    is_person: Callable = always,
    **fields: Kind,
) -> None:
    """Say what ``model`` holds of the people ``who``, and for what."""
    declared = HOLDINGS.get(model)
    if declared and (str(declared.who), {*fields} - {*declared.fields}) != (str(who), set()):
        raise LookupError(f"{model._meta.label} is declared already")
    _check_names(model, fields)
    HOLDINGS[model] = Holding(
        model, who, purpose, dict(fields), keeping, belongs_to, stays, groups, is_person
    )
    if keeping:
        number = RuleNumber(Decimal(keeping.months), keeping.label)
        register_rule_numbers({keeping.code: number})


def may_name(model: type[models.Model], names: str, *, stays: Promise | str = "") -> None:
    """Free texts of ``model`` in which people may be named: ``names`` as "remark content". After
    ``holds``, where it holds anything else.
    """
    _check_names(model, names.split())
    holding = HOLDINGS.setdefault(model, Holding(model, NAMED, BUSINESS, {}))
    holding.fields |= dict.fromkeys(names.split(), Kind.WORDS)
    holding.stays = holding.stays or stays


def tells_nobody(model: type[models.Model], names: str, why: Promise) -> None:
    """Texts of ``model`` that say nothing of a person, and why; ``ALL`` for a model whose texts
    people never type.
    """
    if names != ALL:
        _check_names(model, names.split())
    IMPERSONAL.setdefault(model, {}).update(dict.fromkeys(names.split(), why))


def stays_because(model: type[models.Model], grounds: Callable) -> None:
    """Let ``grounds(record)`` say which fields of a record have to stay: {field: why}."""
    if grounds not in _GROUNDS.setdefault(model, []):
        _GROUNDS[model].append(grounds)


def grounds_of(record: models.Model) -> dict[str, str]:
    """{field: why it stays} of what has to be kept of ``record``."""
    holding = HOLDINGS[type(record)]
    if holding.stays:
        return dict.fromkeys(holding.fields, str(holding.stays))
    reasons: dict[str, str] = {}
    for grounds in _GROUNDS.get(type(record), ()):
        for name, why in grounds(record).items():
            reasons.setdefault(name, str(why))
    return reasons


def in_months(keeping: Keeping) -> int:
    return Parameter.whole(keeping.code)


def kept_in_words(holding: Holding) -> str:
    """For how long rows are kept, as people read it."""
    return months_in_words(in_months(holding.keeping) if holding.keeping else 0)


def months_in_words(months: int) -> str:
    if not months:
        return str(FOLLOWS_RECORD)
    return ngettext(
        "%(count)d month after it is over", "%(count)d months after it is over", months
    ) % {"count": months}


def _check_names(model, names) -> None:
    for name in names:
        model._meta.get_field(name)


# -- what has to be declared ------------------------------------------------------------------

CAN_HOLD = (
    models.CharField,
    models.TextField,
    models.FileField,
    models.JSONField,
    models.BinaryField,
    models.GenericIPAddressField,
)
# Kinds of other fields that say something of a person by their name.
SUSPECT = re.compile(
    r"(?:^|_)(?:birth|birthday|born|gender|sex|age|nationality|ethnic|marital|religion|health|"
    r"photo|portrait|latitude|longitude)(?:_|$)"
)


def can_hold(field: Field) -> bool:
    """Whether people's data fit into the field, by its kind and its name. What is chosen of a list
    does not.
    """
    if field.is_relation or field.auto_created:
        return False
    if isinstance(field, ArrayField):
        return can_hold(field.base_field)
    if field.choices:
        return bool(SUSPECT.search(field.name or ""))
    return isinstance(field, CAN_HOLD) or bool(SUSPECT.search(field.name or ""))


def declared_model(model: type[models.Model]) -> type[models.Model]:
    """The model that a model's fields are declared with: a history's is that of its records."""
    return getattr(model, "instance_type", model)


def undeclared() -> list[str]:
    """ "leads.Contact.wechat" of each field that can hold personal data and stands nowhere."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if can_hold(field) and not is_declared(declared_model(model), field.name)
    ]


def is_declared(model: type[models.Model], name: str) -> bool:
    if name == "history_change_reason":
        return True  # beside each history, and searched with it
    personal = HOLDINGS[model].fields if model in HOLDINGS else {}
    return name in personal or bool({name, ALL} & IMPERSONAL.get(model, {}).keys())


def declared_twice() -> list[str]:
    """Fields that are said to be both."""
    return [
        f"{model._meta.label}.{name}"
        for model, holding in HOLDINGS.items()
        for name in holding.fields
        if name in IMPERSONAL.get(model, {})
    ]
