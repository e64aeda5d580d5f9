"""What one checkpoint records of one table: what is new or changed since the last, and the root."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings

from .chain import Checkpoint
from .gaps import after, is_in, open_gaps
from .known import forget_leaves, keep_leaves, keep_tree, known_leaves, tree_of
from .merkle import Tree, root_of
from .reading import lines_of
from .registry import APPEND_ONLY, TRACKED, Covered
from .rows import NULL, Encoding

Change = tuple[int, bytes | None]  # key, leaf; None where the row is gone


@dataclass
class Recorded:
    """``told`` stands in the body, ``changes`` in the file of leaves. ``unexplained`` are the keys
    of rows of which no lawful change is known, with what happened to each.
    """

    told: dict
    changes: list[Change]
    unexplained: list[tuple[int, str]] = field(default_factory=list)
    leaves: dict[int, bytes] | None = None  # all that stand, where they are kept
    tree: Tree | None = None  # of a table that is only added to


@dataclass
class Recorder:
    """``chain``: the checkpoints so far. ``explained`` gathers, by history table, the keys of the
    records that have new rows in it; None where all of it was read.
    """

    cursor: object
    number: int
    chain: list[Checkpoint]
    anew: bool
    explained: dict[str, set[int] | None] = field(default_factory=dict)

    @property
    def folder(self):
        return settings.CHECKPOINT_DIR

    def record(self, covered: Covered) -> Recorded:
        before = self._before(covered)
        if covered.kind == APPEND_ONLY:
            return self._added(covered, before)
        return self._compared(covered, before)

    def _before(self, covered: Covered) -> dict | None:
        """What the last checkpoint says; None where it recorded other columns, or nothing."""
        table = None if self.anew or not self.chain else self.chain[-1].tables.get(covered.name)
        if table is None or table["kind"] != covered.kind:
            return None
        first = next(
            (checkpoint for checkpoint in self.chain if checkpoint.number == table["begun"]), None
        )
        form = first.tables.get(covered.name) if first else None
        return table if form and form["columns"] == list(covered.columns) else None

    def _added(self, covered: Covered, before: dict | None) -> Recorded:
        """Of a table that is only added to."""
        known, ranges = self._known(covered, before), []
        gaps = open_gaps(before["gaps"], self.number) if before else []
        last = before["last"] if before else None
        if before and known is None:
            ranges = [*((first, end) for first, end, _number in gaps), ((last or 0) + 1, None)]
        new, unexplained = self._sorted_out(covered, ranges, known or {}, bool(before))
        behind = [key for key, _leaf in new if last is not None and key < last]
        unexplained += [(key, "inserted behind") for key in behind if not is_in(gaps, key)]
        tree = tree_of(self.folder, covered.name, self.chain) if before else Tree()
        for _key, leaf in new:
            tree.add(leaf)
        keys = [key for key, _leaf in new]
        table = self._table_entry(covered, before, tree.count, tree.root) | {
            "last": max(filter(None, [last, *keys[-1:]]), default=None),
            "gaps": after(gaps, last, keys, self.number),
        }
        leaves = {**known, **dict(new)} if known is not None else None
        return Recorded(table, new, unexplained, leaves, tree)

    def _known(self, covered: Covered, before: dict | None) -> dict[int, bytes] | None:
        """The leaves of a table that is small enough to be read whole; None of a larger one."""
        if before is None:
            return {}
        if before["rows"] > settings.CHECKPOINT_REREAD_ROWS:
            return None
        return known_leaves(self.folder, covered.name, self.chain)

    def _sorted_out(self, covered: Covered, ranges, known: dict, is_later: bool):
        """(new rows, what is wrong with the known ones); tells what the history explains."""
        new, unexplained, count = [], [], 0
        note = self._explaining(covered, is_later)
        for key, leaf, line in self._rows(covered, ranges):
            known_leaf = known.get(key)
            if known_leaf is None:
                new.append((key, leaf))
                note(line)
                continue
            count += 1
            if known_leaf != leaf:
                unexplained.append((key, "changed"))
        if count < len(known):
            keys = {key for key, _leaf, _line in self._rows(covered, ranges)}
            unexplained += [(key, "gone") for key in known if key not in keys]
        return new, unexplained

    def _explaining(self, covered: Covered, is_later: bool):
        """A function that notes which record a new row of a history is about."""
        model = getattr(covered.model, "instance_type", None)
        column = model._meta.pk.column if model is not None else None
        if column not in covered.columns:
            return lambda line: None
        if not is_later:
            self.explained[covered.table] = None
            return lambda line: None
        keys = self.explained.setdefault(covered.table, set())
        place = covered.columns.index(column)
        return lambda line: keys.add(int(line.split(b"\t", place + 1)[place]))

    def _compared(self, covered: Covered, before: dict | None) -> Recorded:
        """Of a table whose rows change."""
        known = known_leaves(self.folder, covered.name, self.chain) if before else {}
        leaves = {key: leaf for key, leaf, _line in self._rows(covered, ())}
        changes: list[Change] = [
            (key, leaf) for key, leaf in leaves.items() if known.get(key) != leaf
        ]
        changes += [(key, None) for key in known if key not in leaves]
        table = self._table_entry(covered, before, len(leaves), root_of(leaves.values()))
        unexplained = self._unexplained(covered, changes, known) if before else []
        return Recorded(table, changes, unexplained, leaves)

    def _unexplained(self, covered: Covered, changes: list[Change], known) -> list:
        if covered.kind != TRACKED:
            return []
        explained = self.explained.get(covered.history, set())
        if explained is None:
            return []
        return [
            (key, "gone" if leaf is None else "changed" if key in known else "added")
            for key, leaf in changes
            if key not in explained
        ]

    def _rows(self, covered: Covered, ranges) -> Iterator[tuple[int, bytes, bytes]]:
        encoding = Encoding(covered.name, covered.columns, covered.key)
        place = covered.columns.index(covered.once) if covered.once else None
        for line in lines_of(self.cursor, covered, ranges):
            if place is not None and line.split(b"\t", place + 1)[place] == NULL:
                continue
            yield encoding.key(line), encoding.leaf(line), line

    def _table_entry(self, covered: Covered, before: dict | None, rows: int, root: str) -> dict:
        """The columns stand where the covering begins: every later checkpoint has the same."""
        table = {"name": covered.name, "kind": covered.kind, "rows": rows, "root": root}
        if before:
            return table | {"begun": before["begun"]}
        form = {"table": covered.table, "key": covered.key, "columns": list(covered.columns)}
        return table | form | {"begun": self.number}


def keep(folder, name: str, recorded: Recorded) -> None:
    """After the checkpoint is written: what the next one compares with."""
    if recorded.tree:
        keep_tree(folder, name, recorded.tree)
    is_large = recorded.told["rows"] > settings.CHECKPOINT_REREAD_ROWS
    if recorded.leaves is None or (is_large and recorded.told["kind"] == APPEND_ONLY):
        forget_leaves(folder, name)
    else:
        keep_leaves(folder, name, recorded.leaves.items())
