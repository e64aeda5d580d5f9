"""The map of a model's columns: what each is called, holds, needs and how it reads. Apps declare
theirs in ``tables.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ..models.table_import import TABLES
from ..punctuation import aside, clauses, listed
from . import cells
from .cells import BadCell
from .phones import phones_of
from .titles import name_key
from .units import names_currency

LANGUAGES = ("zh-hans", "en")
HIGHEST_RATE = 50  # yuan for one unit; 712.3 is the rate for a hundred
SMALL = 200  # choices that fit into a drop-down list


@dataclass(frozen=True)
class Column:
    """A text. ``synonyms`` are other titles it goes by; a ``read_only`` one is exported and
    recognised but never written.

    ``matched`` ones identify a record. ``filled_down`` says that a cell merged over several rows
    belongs to each of them.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    read_only: bool = False
    note: str = ""
    example: str = ""
    title: str = ""
    filled_down = True
    unit = ""
    quantity = None
    is_yuan = False
    model: type = None

    @cached_property
    def model_field(self):
        return self.model._meta.get_field(self.name)

    @property
    def label(self) -> str:
        return str(self.title or self.model_field.verbose_name)

    @property
    def heading(self) -> str:
        """As a template or an export shows it, the unit with it."""
        return f"{self.label}{aside(self.unit)}"

    @cached_property
    def attname(self) -> str:
        return self.model_field.attname

    def names(self) -> set[str]:
        names = {name_key(self.name), *map(name_key, self.synonyms)}
        for language in LANGUAGES:
            with translation.override(language):
                names.add(name_key(self.label))
        return names - {""}

    def value_of(self, raw, reading):
        """The value of a cell; raises BadCell. ``reading`` tells of the unit of the column and the
        sheet's calendar.
        """
        text = cells.text_of(raw, self.model_field.max_length)
        if text:
            self.check(text)
        return text

    def check(self, value):
        for validator in self._validators:
            try:
                validator(value)
            except ValidationError as error:
                raise BadCell(clauses(error.messages)) from None

    @cached_property
    def _validators(self):
        return [
            validator
            for validator in self.model_field.validators
            if type(validator).__name__
            not in ("MaxLengthValidator", "ProhibitNullCharactersValidator")
        ]

    def cell_of(self, record):
        """What an export writes into the cell."""
        return getattr(record, self.name)

    def same(self, value, stored) -> bool:
        """Whether two texts are the same; browsers and spreadsheets end lines differently."""
        return (
            value == stored
            or isinstance(stored, str)
            and value == stored.replace("\r\n", "\n").strip()
        )

    def dumped(self, value):
        return value

    def loaded(self, value):
        return value

    def choices(self) -> list[str]:
        """What the template's drop-down list offers; [] where there is none."""
        return []

    def kind_in_words(self) -> str:
        most = self.model_field.max_length
        return _("text, at most %d characters") % most if most else _("text")

    def in_words(self, value) -> str:
        return "—" if value in (None, "") else str(value)

    def all_in_words(self, values: list) -> list[str]:
        return [self.in_words(value) for value in values]


@dataclass(frozen=True)
class Code(Column):
    """A text whose width, case and blanks do not matter: a credit code, a number."""

    clean: Callable[[str], str] = lambda text: cells.half_width(text).upper()

    def value_of(self, raw, reading):
        cells.refuse_scientific(raw)
        return super().value_of(self.clean(cells.text_of(raw)), reading)


@dataclass(frozen=True)
class Phone(Column):
    """One or several numbers of telephones, kept with “、” between them."""

    def value_of(self, raw, reading):
        cells.refuse_scientific(raw)
        return super().value_of(phones_of(cells.text_of(raw)), reading)

    def kind_in_words(self):
        return _("telephone numbers, with the area code; several with “、” between them")


@dataclass(frozen=True)
class CurrencyOfRow(Column):
    """Beside amounts that are kept in yuan: the currency in which a row of the table gives them. It
    is kept nowhere itself.
    """

    name: str = "currency of the row"
    synonyms: tuple[str, ...] = ("币种", "币别", "货币", "currency")

    @property
    def label(self):
        return _("currency of the row")

    def value_of(self, raw, reading):
        code = names_currency(cells.readable(raw))
        if not code:
            raise BadCell(
                _(
                    "“%s” is no currency that is known. Write 人民币, 美元, 欧元, 港元 or the "
                    "three letters of its code."
                )
                % cells.readable(raw)
            )
        return code


@dataclass(frozen=True)
class RateOfRow(Column):
    """The rate at which amounts of a row become yuan: yuan for one unit of the foreign currency."""

    name: str = "rate of the row"
    synonyms: tuple[str, ...] = ("汇率", "折算汇率", "折合汇率", "rate")

    @property
    def label(self):
        return _("rate of the row")

    def value_of(self, raw, reading):
        rate = cells.decimal_of(raw, places=6)
        if not 0 < rate < HIGHEST_RATE:
            raise BadCell(
                _(
                    "“%s” is no rate of exchange. Write the yuan for one unit of the foreign "
                    "currency, such as 7.1234."
                )
                % cells.readable(raw)
            )
        return rate


@dataclass(frozen=True)
class Day(Column):
    def value_of(self, raw, reading):
        if cells.lacks_day(raw):
            reading.months_only += 1
        return cells.day_of(raw, epoch_1904=reading.epoch_1904)

    def dumped(self, value):
        return value and value.isoformat()

    def loaded(self, value):
        return value and date.fromisoformat(value)

    def kind_in_words(self):
        return _("date: 2026-11-03, 2026.11.3, 2026年11月3日; 2026年11月 is its first day")


@dataclass(frozen=True)
class Moment(Column):
    def value_of(self, raw, reading):
        return cells.moment_of(raw, epoch_1904=reading.epoch_1904)

    def same(self, value, stored):
        """Whether two times are the same to the minute, which is all that a spreadsheet keeps."""
        return (
            stored is not None and value is not None and abs(value - stored) < timedelta(minutes=1)
        )

    def cell_of(self, record):
        value = getattr(record, self.name)
        return value and timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)

    def dumped(self, value):
        return value and value.isoformat()

    def loaded(self, value):
        return value and timezone.datetime.fromisoformat(value)

    def kind_in_words(self):
        return _("date, with the time of day where it is known: 2026-11-03 14:05")

    def in_words(self, value):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else "—"


@dataclass(frozen=True)
class YesNo(Column):
    def value_of(self, raw, reading):
        return cells.yes_or_no(raw)

    def cell_of(self, record):
        return self.in_words(getattr(record, self.name))

    def choices(self):
        return [_("yes"), _("no")]

    def kind_in_words(self):
        return _("yes or no")

    def in_words(self, value):
        return _("yes") if value else _("no")


@dataclass(frozen=True)
class Choice(Column):
    """One of the field's choices, by label in either language, by code or by ``also``: {other word:
    code}.
    """

    also: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _known(self):
        codes = {name_key(word): code for word, code in self.also.items()}
        for language in LANGUAGES:
            with translation.override(language):
                codes.update(
                    {name_key(str(label)): code for code, label in self.model_field.flatchoices}
                )
        codes.update({name_key(code): code for code, _label in self.model_field.flatchoices})
        return codes

    def value_of(self, raw, reading):
        code = self._known.get(name_key(cells.readable(raw)))
        if code is None:
            raise BadCell(
                _("“%(text)s” is not one of: %(choices)s.")
                % {"text": cells.readable(raw), "choices": listed(self.choices())}
            )
        return code

    def cell_of(self, record):
        return self.in_words(getattr(record, self.name))

    def choices(self):
        return [str(label) for _code, label in self.model_field.flatchoices]

    def kind_in_words(self):
        return _("one of the list")

    def in_words(self, value):
        return str(dict(self.model_field.flatchoices).get(value, "—"))


@dataclass(frozen=True)
class Reference(Column):
    """Another record, by name or code: ``find(texts, user)`` returns {text: [keys]} of what
    ``user`` sees.

    With ``new_by`` (a permission), a name that nothing is stored under becomes a new record, built
    by ``new(name)``; ``one_name(name)`` is the same for names that are one.
    """

    find: Callable = None
    new_by: str = ""
    new: Callable = None
    after_new: Callable = None  # (new records, *, by)
    one_name: Callable = str
    offers: Callable = None
    shown: Callable = str
    # what to say of a text that names nothing, where there is more to say than that
    unknown: str = ""

    def value_of(self, raw, reading):
        return cells.text_of(raw, 400)

    def cell_of(self, record):
        value = getattr(record, self.name)
        return None if value is None else self.shown(value)

    def choices(self):
        return self.offers() if self.offers else []

    def kind_in_words(self):
        return (
            _("name or code of what is stored; a name that is not becomes a new record")
            if self.new_by
            else _("name or code of what is stored")
        )

    def in_words(self, value):
        return self.all_in_words([value])[0]

    def all_in_words(self, values):
        """With one query for all of them."""
        keys = {value for value in values if not isinstance(value, dict)} - {None}
        records = self.model_field.related_model._base_manager.in_bulk(keys)
        return [
            value["new"] if isinstance(value, dict) else str(records.get(value) or "—")
            for value in values
        ]


@dataclass(frozen=True)
class Key:
    """One way in which a row finds its stored record: ``of(values)`` is its key or None;
    ``find(keys)`` returns {key: [ids]}.

    An ``exact`` one names the record whatever else the row says; without a record it is a problem
    where ``must_exist``.
    """

    column: str
    of: Callable[[dict], object]
    find: Callable[[list, models.QuerySet], dict]
    exact: bool = False
    must_exist: bool = False
    # a record of which the row is no news, whatever else it says
    is_settled: Callable[[object], bool] = lambda record: False
    # what two new rows of one file must not share
    alike: Callable[[object], object] = lambda key: key


@dataclass
class ModelTable:
    """How one model goes into and out of spreadsheets. A further table of the same model has a
    ``code`` and a ``name`` of its own.

    With ``set_aside`` a row with problems does not hold up the others: it is handed over with them,
    and the rest is brought in.
    """

    model: type
    columns: list[Column]
    keys: list[Key]
    build: Callable = None  # (list of values, *, by) → unsaved records
    add_permission: str = ""
    change_permission: str = ""
    also_checks: Callable = None  # (values, record or None) → [(column name, message)]
    checks_together: Callable = None  # (comparison, *, user) → [(row, column name, message)]
    after: Callable = None  # (new records, *, by), in the order of their rows
    after_changes: Callable = None  # (changed records)
    notes: list[str] = field(default_factory=list)
    code: str = ""
    name: str = ""
    # (new or changed record, *, job) → the names of the fields that it sets besides those of the
    # columns
    stamp: Callable = None
    # (record, {column name: new value}) what follows from the changes → names of further fields
    derive: Callable = None
    # (table, values) turns foreign money into yuan → [(column name, message)]; else the rate of the
    # row does
    foreign: Callable = None
    # the column without which a table's foreign money is refused; "" where rates are stored
    foreign_needs: str = RateOfRow.name
    usual_of: Callable = None  # (stored records) → those whose amounts are usual for this table
    # the column whose records are compared among themselves first, such as the enterprise
    peers: str = ""
    set_aside: Callable = None  # (list of plan.Aside, *, job)
    aside_list: str = ""  # the name of the address where those rows wait

    def __post_init__(self):
        for column in self.columns:
            object.__setattr__(column, "model", self.model)
        has_yuan = any(column.is_yuan for column in self.columns) and not any(
            column.name == "currency" for column in self.columns
        )
        self.companions = [CurrencyOfRow(), RateOfRow()] if has_yuan else []
        app, name = self.model._meta.app_label, self.model._meta.model_name
        self.add_permission = self.add_permission or f"{app}.add_{name}"
        self.change_permission = self.change_permission or f"{app}.change_{name}"
        self.build = self.build or (lambda rows, *, by: [self.model(**row) for row in rows])

    @property
    def label(self) -> str:
        return self.code or self.model._meta.label_lower

    @property
    def title(self) -> str:
        return str(self.name or self.model._meta.verbose_name_plural)

    def column(self, name: str) -> Column | None:
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in (*self.columns, *self.companions)}

    def dumped(self, values: dict) -> dict:
        """{column name: value} as JSON can hold it."""
        return values | {
            column.name: column.dumped(values[column.name])
            for column in self._not_as_json
            if column.name in values
        }

    def loaded(self, values: dict) -> dict:
        return values | {
            column.name: column.loaded(values[column.name])
            for column in self._not_as_json
            if column.name in values
        }

    @cached_property
    def _not_as_json(self) -> list[Column]:
        return [column for column in self.columns if type(column).dumped is not Column.dumped]

    def names(self) -> dict[str, Column]:
        """{title: column}; the first column that claims a title has it."""
        names = {}
        for column in (*self.columns, *self.companions):
            for name in column.names():
                names.setdefault(name, column)
        return names

    def may_import(self, user) -> bool:
        """Whether the user may import. Never for models that change by proposal: a file would
        bypass the second person.
        """
        if hasattr(self.model, "CHANGES"):
            return False
        return user.has_perm(self.add_permission) or user.has_perm(self.change_permission)


def register(table: ModelTable) -> ModelTable:
    TABLES[table.label] = table
    return table


def table_of(model) -> ModelTable | None:
    """The table by which the model's lists are exported."""
    return TABLES.get(model._meta.label_lower)


def tables_of(model) -> list[ModelTable]:
    """Every table through which records of the model come in."""
    return [table for table in TABLES.values() if table.model is model]
