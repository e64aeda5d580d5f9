"""Comparing a plan with what is stored: which rows are new, which change a record, which say what
is known already.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass
class Comparison:
    """``new`` are (row, values); ``changed`` are (row, record, {column name: new value}); ``same``
    counts the rest.
    """

    new: list[tuple[int, dict]] = field(default_factory=list)
    changed: list[tuple[int, object, dict]] = field(default_factory=list)
    same: int = 0

    def leave_out(self, rows):
        """Forget the rows with these numbers."""
        self.new = [entry for entry in self.new if entry[0] not in rows]
        self.changed = [entry for entry in self.changed if entry[0] not in rows]

    def digest(self, table) -> str:
        """Two comparisons that would write the same have the same digest."""
        rows = [[number, table.dumped(values)] for number, values in self.new]
        rows += [
            [number, record.pk, table.dumped(changes)] for number, record, changes in self.changed
        ]
        return hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()

    def new_references(self, table) -> dict[str, dict[str, str]]:
        """{column: {key of the name: the name}} of records that the rows name and that are not
        stored. Names with the same key are one.
        """
        references = {}
        columns = [column for column in table.columns if getattr(column, "new_by", "")]
        for column in columns:
            for values in (
                *(values for _n, values in self.new),
                *(changes for _n, _r, changes in self.changed),
            ):
                value = values.get(column.name)
                if isinstance(value, dict):
                    references.setdefault(column.name, {}).setdefault(
                        column.one_name(value["new"]), value["new"]
                    )
        return references


def compare(table, plan, *, user) -> Comparison:
    """Match every row; what can not be matched or may not be written
    becomes a problem of ``plan``.
    """
    stored = table.model.objects.visible_to(user)
    matched, keys = _match(table, plan, stored)
    records = _load(stored, {pk for pk, _key in matched.values() if pk is not None})
    result, rights = (
        Comparison(),
        (user.has_perm(table.add_permission), user.has_perm(table.change_permission)),
    )
    rows_by_key = {}
    for number, values in plan.rows:
        pk, key = matched.get(number, (None, None))
        if pk is None:
            if key is None:
                _add_new(table, plan, result, number, values, rights[0])
        elif pk in rows_by_key:
            plan.add_problem(
                number,
                table.column(key.column),
                _("Row %d is about the same record. Keep one of them.") % rows_by_key[pk],
            )
        else:
            rows_by_key[pk] = number
            _add_changes(table, plan, result, number, values, records[pk], key, rights[1])
    _refuse_repeated(table, plan, result, keys)
    for number, name, message in (
        table.checks_together(result, user=user) if table.checks_together else ()
    ):
        plan.add_problem(number, table.column(name), message)
    return result


def _match(table, plan, stored):
    """({row: (id or None, key)}, {row: its keys}); a row with (None, key) has a problem already."""
    matched, keys = {}, {number: [] for number, _values in plan.rows}
    for key in table.keys:
        sought = {}
        for number, values in plan.rows:
            value = key.of(values)
            keys[number].append(value)
            if value is not None and number not in matched:
                sought[number] = value
        ids_by_value = key.find(list(dict.fromkeys(sought.values())), stored) if sought else {}
        column = table.column(key.column)
        for number, value in sought.items():
            ids = ids_by_value.get(value, ())
            if len(ids) == 1:
                matched[number] = (ids[0], key)
            elif len(ids) > 1:
                matched[number] = (None, key)
                plan.add_problem(
                    number,
                    column,
                    _(
                        "%d stored records answer to this row. Give the number or code of "
                        "the one that is meant."
                    )
                    % len(ids),
                )
            elif key.must_exist:
                matched[number] = (None, key)
                plan.add_problem(
                    number,
                    column,
                    _(
                        "No record that you may see has this number. Leave the cell empty "
                        "for a new one."
                    ),
                )
    return matched, keys


def _load(stored, ids) -> dict:
    return {record.pk: record for record in stored.filter(pk__any_of=ids)} if ids else {}


def _add_new(table, plan, result, number, values, may_add):
    if not may_add:
        plan.add_problem(
            number,
            None,
            _(
                "The row answers to nothing stored, and you do not have the right to add "
                "records here."
            ),
        )
        return
    lacking = [
        column
        for column in table.columns
        if column.required and values.get(column.name) in (None, "") and column.name not in values
    ]
    for column in lacking:
        plan.add_problem(number, column, _("This must be filled in for a new record."))
    _also_check(table, plan, number, values, None)
    result.new.append((number, values))


def _add_changes(table, plan, result, number, values, record, key, may_change):
    changes = {}
    for name, value in values.items():
        column = table.column(name)
        if not (name == key.column and not key.exact) and not column.same(
            value, getattr(record, column.attname)
        ):
            changes[name] = value
    _also_check(table, plan, number, values, record)
    if not changes or key.is_settled(record):
        result.same += 1
    elif not may_change or not getattr(record, "is_editable", True):
        plan.add_problem(
            number,
            table.column(next(iter(changes))),
            _("You do not have the right to change this record."),
        )
    else:
        result.changed.append((number, record, changes))


def _also_check(table, plan, number, values, record):
    for name, message in table.also_checks(values, record) if table.also_checks else ():
        plan.add_problem(number, table.column(name), message)


def _refuse_repeated(table, plan, result, keys):
    """New rows that name one thing twice; two with different codes may share a name."""
    for place, key in enumerate(table.keys):
        first_rows = {}
        for number, _values in result.new:
            value = keys[number][place]
            if value is None:
                continue
            other = first_rows.setdefault(key.alike(value), number)
            if other != number and not _told_apart(table, keys[other], keys[number]):
                plan.add_problem(
                    number,
                    table.column(key.column),
                    _("Row %d is about the same record. Keep one of them.") % other,
                )


def _told_apart(table, one, other) -> bool:
    return any(
        key.exact and first is not None and second is not None and first != second
        for key, first, second in zip(table.keys, one, other, strict=True)
    )
