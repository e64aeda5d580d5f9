"""Whether the rows of an export are those that the checkpoints recorded."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from ..exported import Exported
from ..fault import Fault, fault, what
from ..gaps import is_in
from ..registry import APPEND_ONLY, TRACKED, Covered
from ..rows import NULL, Encoding
from .recorded import Era, Generation
from .seen import Seen

SAID = {
    "changed": what(_("was changed")),
    "gone": what(_("was taken away")),
    "added": what(_("was added without a history")),
    "inserted behind": what(_("was put behind the checkpoints")),
}


class Comparison:
    """``fresh``: by history table, the records with rows in it that no checkpoint recorded."""

    def __init__(self, export: Exported, era: Era, covered: dict[str, Covered]):
        self.export, self.era, self.covered = export, era, covered
        self.seen = Seen(era.last.number)
        self.fresh: dict[str, set[int]] = {}

    def faults(self) -> Iterator[Fault]:
        """Tables that are only added to first: they explain what changed in the others."""
        for name, number in self.era.names().items():
            if name not in self.era.last.tables:
                yield fault(name, "-", what(_("is no longer covered")), number, number + 1)
        tables = sorted(
            self.era.last.tables.values(), key=lambda table: table["kind"] != APPEND_ONLY
        )
        for table in tables:
            yield from self._of(table)
        for name, key, happened, number in self.era.unexplained():
            yield fault(name, key, SAID[happened], number - 1, number)

    def _of(self, table: dict) -> Iterator[Fault]:
        name, generations = table["name"], self.era.generations(table["name"])
        if generations[-1].form["table"] not in self.export.columns:
            yield fault(name, "-", what(_("is not in the export")), self.seen.last)
            return
        for generation in generations:
            if generation.broken_at:
                problem = what(_("its root is not that of its rows"))
                yield fault(name, "-", problem, generation.broken_at - 1, generation.broken_at)
            is_last = generation.last == self.seen.last
            if table["kind"] == APPEND_ONLY:
                yield from self._added(generation, is_last=is_last)
            elif is_last:
                yield from self._changing(generation)

    def _lines(self, generation: Generation) -> Iterator[tuple[int, bytes, bytes]]:
        """(key, leaf, line) of the export's rows."""
        form = generation.form
        columns = self.export.columns[form["table"]]
        encoding = Encoding(form["name"], columns, form["key"], form["columns"])
        once = self._once(form, columns)
        for line in self.export.lines(form["table"]):
            if once is None or line.split(b"\t", once + 1)[once] != NULL:
                yield encoding.key(line), encoding.leaf(line), line

    def _once(self, form: dict, columns: list[str]) -> int | None:
        covered = self.covered.get(form["name"])
        return columns.index(covered.once) if covered and covered.once else None

    def _added(self, generation: Generation, *, is_last: bool) -> Iterator[Fault]:
        table, missing = generation.told, dict(generation.leaves)
        if not set(generation.form["columns"]) <= set(
            self.export.columns[generation.form["table"]]
        ):
            return  # a column was dropped since; what came after has its own generation
        numbers = self.seen.at.setdefault(table["name"], {})
        note = self._noting(generation.form)
        for key, leaf, line in self._lines(generation):
            recorded = missing.pop(key, None)
            if recorded is None:
                if is_last:
                    note(line)
                    if key <= (table["last"] or 0) and not is_in(table["gaps"], key):
                        yield self._fault(table, key, "inserted behind", self.seen.last)
            elif recorded[0] != leaf:
                yield self._fault(table, key, "changed", recorded[1])
            else:
                numbers[key] = min(recorded[1], numbers.get(key, recorded[1]))
        for key, (_leaf, number) in missing.items():
            yield self._fault(table, key, "gone", number)

    def _fault(self, table: dict, key: int, happened: str, number: int) -> Fault:
        """Recorded by checkpoint ``number``; right as long as no later one saw it wrong."""
        wrong_at = self.era.seen_wrong(table["name"], key)
        right_at = wrong_at - 1 if wrong_at else number
        return fault(table["name"], key, SAID[happened], right_at, wrong_at)

    def _noting(self, form: dict):
        covered = self.covered.get(form["name"])
        model = getattr(covered and covered.model, "instance_type", None)
        columns = self.export.columns[form["table"]]
        if model is None or model._meta.pk.column not in columns:
            return lambda line: None
        keys = self.fresh.setdefault(form["table"], set())
        place = columns.index(model._meta.pk.column)
        return lambda line: keys.add(int(line.split(b"\t", place + 1)[place]))

    def _changing(self, generation: Generation) -> Iterator[Fault]:
        table, leaves = generation.told, dict(generation.leaves)
        numbers = self.seen.at.setdefault(table["name"], {})
        covered = self.covered.get(table["name"])
        explained = self.fresh.get(covered.history, set()) if covered else set()
        is_held = table["kind"] == TRACKED
        for key, leaf, _line in self._lines(generation):
            recorded = leaves.pop(key, None)
            if recorded and recorded[0] == leaf:
                numbers[key] = recorded[1]
            elif is_held and key not in explained:
                happened = "changed" if recorded else "added"
                yield fault(table["name"], key, SAID[happened], self.seen.last)
        if is_held:
            for key in leaves:
                if key not in explained:
                    yield fault(table["name"], key, SAID["gone"], self.seen.last)
