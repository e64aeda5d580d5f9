"""Pages of a list that cost the same however long the list is and however deep the page.

The count stops at COUNTED. A link to the next or the previous page names the row it starts from
(``?p=7&after=…``), so the database begins there instead of walking past all that comes before. A
page that is asked for by its number alone is found by walking the index, and only its own rows are
read from the table.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, Page, PageNotAnInteger
from django.db.models import BooleanField, F, Func, TextField, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

from .searches import INDEXED

COUNTED = 1000
FARTHEST = 10_000_000  # rows that a page asked for by its number may lie away from the first
AFTER, BEFORE = "after", "before"
SEPARATOR = "~"


class CappedPaginator(WagtailPaginator):
    """Counts to COUNTED and no further; beyond that it knows only that there is more."""

    cursor: "Cursor | None" = None
    sought: "Sought | None" = None

    @cached_property
    def count(self):
        if self.sought:
            return len(self.sought.keys)
        return self.object_list.order_by()[: COUNTED + 1].count()

    @property
    def rows(self):
        """All rows of a list that is counted to its end; without searching for them again."""
        return self.sought.all_rows if self.sought else self.object_list

    @property
    def is_capped(self) -> bool:
        return not self.sought.is_all if self.sought else self.count > COUNTED

    @property
    def count_in_words(self) -> str:
        """ "56", or "1000+" of what is not counted to its end."""
        return f"{min(self.count, COUNTED)}+" if self.is_capped else str(self.count)

    @cached_property
    def items_count_label(self):
        if not self.is_capped:
            return super().items_count_label
        return _("%(count)s+ %(things)s") % {
            "count": min(self.count, COUNTED),
            "things": self.verbose_name_plural,
        }

    def validate_number(self, number):
        """Any number is a page of a list whose end is not known."""
        try:
            number = int(number)
        except (TypeError, ValueError):
            raise PageNotAnInteger(_("That page number is not an integer")) from None
        is_beyond = number > self.num_pages and not self.is_capped
        if number < 1 or is_beyond or number * self.per_page > FARTHEST:
            raise EmptyPage(_("That page contains no results"))
        return number

    def page(self, number):
        number = self.validate_number(number)
        size = self.per_page
        if self.sought and number * size < self.sought.most:
            rows = self._of(
                self.sought.keys[(number - 1) * size : number * size + 1], self.sought.rows
            )
        elif self.cursor:
            rows = self.cursor.rows(self.object_list, size + 1)
        else:
            rows = self._walked((number - 1) * size, size + 1)
        return CappedPage(rows, number, self)

    def _walked(self, start: int, size: int) -> list:
        """The keys come from the index alone where it holds the
        order; then the rows of this page.
        """
        if not start:
            return list(self.object_list[:size])
        return self._of(
            list(self.object_list.values_list("pk", flat=True)[start : start + size]),
            self.object_list,
        )

    def _of(self, keys: list, rows) -> list:
        return (
            sorted(rows.filter(pk__any_of=keys), key=lambda row: keys.index(row.pk)) if keys else []
        )


def page_number(text: str) -> int:
    """The number of a page out of an address; 1 where it is none, or none that a list can have."""
    is_one = text.isascii() and text.isdigit() and len(text) <= len(str(FARTHEST))
    return max(int(text), 1) if is_one else 1


class Sought:
    """The keys of what a search found on the way to page ``number``: enough for that page, all of
    them where they are not many.
    """

    most = COUNTED + 1

    def __init__(self, rows, text: str, number: int, size: int):
        self.rows, index = rows, INDEXED[rows.model]
        self.keys, self.is_all = index.newest_keys(
            rows, index.terms_of(text), wanted=min(number * size + 1, self.most), most=self.most
        )

    @property
    def all_rows(self):
        return self.rows.filter(pk__any_of=self.keys)


class CappedPage(Page):
    """One row more than the page was read, to know whether there is a next page."""

    def __init__(self, rows, number, paginator):
        size, cursor = paginator.per_page, paginator.cursor
        backwards = cursor is not None and cursor.backwards
        self.more = backwards or len(rows) > size
        super().__init__(rows[-size:] if backwards else rows[:size], number, paginator)

    def has_next(self):
        return self.more

    def next_page_number(self):
        return self.number + 1

    @cached_property
    def next_query(self) -> dict:
        return {"p": self.number + 1, AFTER: self._edge(-1), BEFORE: None}

    @cached_property
    def previous_query(self) -> dict:
        deep = self.number > 2
        return {"p": self.number - 1, BEFORE: self._edge(0) if deep else None, AFTER: None}

    def _edge(self, place: int):
        return (
            Cursor.at(self.object_list[place], self.paginator.object_list)
            if len(self.object_list)
            else None
        )


@dataclass(frozen=True)
class Cursor:
    """The row that a page follows, or goes before, in a list ordered by ``fields``, all of them
    descending and never empty.
    """

    fields: tuple[str, ...]
    values: tuple
    backwards: bool = False

    @classmethod
    def of(cls, request, rows) -> "Cursor | None":
        """What the address says, where it fits the list's order."""
        fields = ordering_of(rows)
        for name in (AFTER, BEFORE):
            if fields and request.GET.get(name):
                values = _read(rows.model, fields, request.GET[name])
                return cls(fields, values, backwards=name == BEFORE) if values else None
        return None

    @classmethod
    def at(cls, row, rows) -> str | None:
        fields = ordering_of(rows)
        return (
            SEPARATOR.join(row._meta.get_field(name).value_to_string(row) for name in fields)
            if fields
            else None
        )

    def rows(self, rows, size: int) -> list:
        model = rows.model
        place = Row(*(F(name) for name in self.fields))
        row = Row(
            *(
                Value(value, output_field=model._meta.get_field(name))
                for name, value in zip(self.fields, self.values, strict=True)
            )
        )
        if not self.backwards:
            return list(rows.filter(Compared(place, row, arg_joiner=" < "))[:size])
        return list(
            rows.filter(Compared(place, row, arg_joiner=" > ")).order_by(*self.fields)[:size]
        )[::-1]


class Row(Func):
    """(a, b): compared as a whole, as an index on both is ordered."""

    template = "(%(expressions)s)"
    output_field = TextField()


class Compared(Func):
    template = "%(expressions)s"
    output_field = BooleanField()
    conditional = True


def ordering_of(rows) -> tuple[str, ...]:
    """The names by which ``rows`` are ordered where a cursor can follow them: own fields, newest
    first, the key last; else ().
    """
    names = rows.query.order_by or (
        rows.model._meta.ordering if rows.query.default_ordering else ()
    )
    fields = tuple(
        "id" if name == "-pk" else name[1:]
        for name in names
        if isinstance(name, str) and name.startswith("-")
    )
    field_names = {field.name for field in rows.model._meta.concrete_fields if not field.null}
    return (
        fields
        if len(fields) == len(names) and fields[-1:] == ("id",) and field_names.issuperset(fields)
        else ()
    )


def _read(model, fields, text: str):
    parts = text.split(SEPARATOR)
    if len(parts) != len(fields):
        return None
    try:
        fields = [model._meta.get_field(name) for name in fields]
        return tuple(field.clean(part, None) for field, part in zip(fields, parts, strict=True))
    except ValidationError:
        return None
