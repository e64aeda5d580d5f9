"""Whether the rows that change are as their histories say, and whether the histories say only what
may happen: what is fixed stays, and every change of a state is a step that was taken.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from ..exported import Exported, Row
from ..fault import Fault, What, what
from ..registry import TRACKED, Covered
from ..rows import values_of
from .seen import Seen

MOVES = "core_move"
DELETED = "-"


def check(export: Exported, covered: dict[str, Covered], seen: Seen) -> Iterator[Fault]:
    for covering in covered.values():
        if covering.kind == TRACKED and {covering.table, covering.history} <= set(export.columns):
            yield from _History(export, covering, seen).faults()


class _History:
    def __init__(self, export: Exported, covered: Covered, seen: Seen):
        self.export, self.covered, self.seen = export, covered, seen
        self.columns = export.columns[covered.history]
        self.compared = [
            column
            for column in covered.columns
            if column in self.columns and column not in covered.unwritten
        ]
        self.last: dict[str, bytes] = {}  # by record: the line of its last version
        self.states: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def faults(self) -> Iterator[Fault]:
        for line in self.export.lines(self.covered.history):
            version = self._version(line)
            record = version[self.covered.key]
            before = self.last.get(record)
            if before is not None:
                yield from self._step(self._version(before), version)
            self.last[record] = line
        if self.covered.has_moves:
            yield from self._moves()
        yield from self._rows()

    def _version(self, line: bytes) -> Row:
        return dict(zip(self.columns, values_of(line), strict=True))

    def _step(self, before: Row, after: Row) -> Iterator[Fault]:
        if DELETED in (before["history_type"], after["history_type"]):
            return
        record = after[self.covered.key]
        if self.covered.has_moves and before["state"] != after["state"]:
            self.states[record].append((before["state"], after["state"]))
        if self.covered.fixed_in and before["state"] not in self.covered.fixed_in:
            return
        columns = sorted(
            column for column in self.covered.fixed if before.get(column) != after.get(column)
        )
        if columns:
            problem = what(_("changed what never changes: %(columns)s"), columns=", ".join(columns))
            yield self._at_version(record, problem, after)

    def _at_version(self, record: str, problem: What, version: Row) -> Fault:
        row = {"of": self.covered.history, "row": version["history_id"]}
        return self.seen.fault(self.covered.name, record, problem, **row)

    def _moves(self) -> Iterator[Fault]:
        """Each record's changes of state are the steps that were taken with it, in their order."""
        moves = self._taken()
        for record in sorted(self.states.keys() | moves.keys(), key=int):
            of_history = self.states.get(record, [])
            of_moves = [(move["source"], move["target"]) for move in moves.get(record, [])]
            if of_history == of_moves or record not in self.last:
                continue
            yield self._disagreement(record, of_history, of_moves, moves.get(record, []))

    def _disagreement(self, record, of_history, of_moves, moves: list[Row]) -> Fault:
        place = next(
            (
                place
                for place, (one, other) in enumerate(zip(of_history, of_moves, strict=False))
                if one != other
            ),
            min(len(of_history), len(of_moves)),
        )
        if place < len(of_moves):
            source, target = of_moves[place]
            problem = what(
                _("the step “%(step)s” (%(source)s → %(target)s) is not in its history"),
                step=moves[place]["name"],
                source=source,
                target=target,
            )
            return self.seen.fault(
                self.covered.name, record, problem, of=MOVES, row=moves[place]["id"]
            )
        source, target = of_history[place]
        problem = what(
            _("went from %(source)s to %(target)s without a step"), source=source, target=target
        )
        return self._at_version(record, problem, self._version(self.last[record]))

    def _taken(self) -> dict[str, list[Row]]:
        """The steps of these records that led to another state."""
        kind = self.export.content_types.get(self.covered.label)
        moves = defaultdict(list)
        for move in self.export.rows_where(MOVES, "content_type_id", kind):
            if move["source"] != move["target"]:
                moves[move["object_id"]].append(move)
        return moves

    def _rows(self) -> Iterator[Fault]:
        """The table is what the last versions say."""
        name, rows = self.covered.name, set()
        for row in self.export.rows(self.covered.table):
            record = row[self.covered.key]
            rows.add(record)
            line = self.last.get(record)
            if line is None:
                yield self.seen.fault(name, record, what(_("has no history")))
                continue
            version = self._version(line)
            if version["history_type"] == DELETED:
                problem = what(_("is there, and was deleted by its history"))
                yield self.seen.fault(name, record, problem)
                continue
            columns = [column for column in self.compared if row[column] != version[column]]
            if columns:
                problem = what(
                    _("is not what its history says: %(columns)s"), columns=", ".join(columns)
                )
                yield self.seen.fault(name, record, problem)
        for record, line in self.last.items():
            if record not in rows and self._version(line)["history_type"] != DELETED:
                yield self.seen.fault(name, record, what(_("was taken away without a history")))
