"""What the checkpoints recorded, covering by covering, since they were last begun anew."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from ..chain import Checkpoint
from ..merkle import Tree


@dataclass
class Generation:
    """A covering as long as its columns were the same. ``leaves`` are those that stand at its end:
    {key: (leaf, the checkpoint that recorded it)}.
    """

    form: dict  # by the first checkpoint of the generation: table, key, columns
    told: dict  # by the last
    first: int
    last: int
    leaves: dict[int, tuple[bytes, int]] = field(default_factory=dict)
    broken_at: int | None = None  # the checkpoint whose root is not that of its leaves


class Era:
    """The checkpoints since the last one that began anew."""

    def __init__(self, chain: list[Checkpoint]):
        starts = [place for place, checkpoint in enumerate(chain) if checkpoint.body["anew"]]
        self.chain = chain[starts[-1] if starts else 0 :]
        self.last = self.chain[-1]
        self._unexplained: dict[tuple[str, int], tuple[str, int]] = {}
        for checkpoint in reversed(self.chain):
            for name, key, what in checkpoint.body["unexplained"]:
                self._unexplained[name, key] = what, checkpoint.number
        self._folder = tempfile.TemporaryDirectory()
        self._split()

    def unexplained(self) -> Iterator[tuple[str, int, str, int]]:
        """(covering, key, what happened, the first checkpoint that saw it)."""
        for (name, key), (what, number) in self._unexplained.items():
            yield name, key, what, number

    def seen_wrong(self, name: str, key: int) -> int | None:
        change = self._unexplained.get((name, key))
        return change and change[1]

    def names(self) -> dict[str, int]:
        """{covering: the last checkpoint that has it}."""
        return {name: checkpoint.number for checkpoint in self.chain for name in checkpoint.tables}

    def generations(self, name: str) -> list[Generation]:
        """In their order, each with its leaves."""
        generations: list[Generation] = []
        for checkpoint in self.chain:
            table = checkpoint.tables.get(name)
            if table is None:
                continue
            if not generations or table["begun"] != generations[-1].told["begun"]:
                generations.append(Generation(table, table, checkpoint.number, checkpoint.number))
            generations[-1].told, generations[-1].last = table, checkpoint.number
        for generation in generations:
            self._replay(name, generation)
        return generations

    def _replay(self, name: str, generation: Generation) -> None:
        is_added_to, tree = generation.told["kind"] == "append-only", Tree()
        changes = self._changes(name)
        for checkpoint in self.chain:
            if not generation.first <= checkpoint.number <= generation.last:
                continue
            for key, leaf in changes.get(checkpoint.number, ()):
                if leaf is None:
                    generation.leaves.pop(key, None)
                    continue
                generation.leaves[key] = leaf, checkpoint.number
                if is_added_to:
                    tree.add(leaf)
            if is_added_to and tree.root != checkpoint.tables[name]["root"]:
                generation.broken_at = generation.broken_at or checkpoint.number
        if not is_added_to and _root(generation.leaves) != generation.told["root"]:
            generation.broken_at = generation.last

    def _changes(self, name: str) -> dict[int, list[tuple[int, bytes | None]]]:
        changes: dict[int, list] = {}
        path = Path(self._folder.name) / name
        if not path.exists():
            return changes
        with path.open(encoding="ascii") as lines:
            for line in lines:
                number, key, leaf = line.split()
                change = int(key), None if leaf == "-" else bytes.fromhex(leaf)
                changes.setdefault(int(number), []).append(change)
        return changes

    def _split(self) -> None:
        """One file a covering, so that no more than one is held at a time."""
        for checkpoint in self.chain:
            with ExitStack() as stack:
                files: dict = {}
                for name, key, leaf in checkpoint.leaves():
                    if name not in files:
                        path = Path(self._folder.name) / name
                        files[name] = stack.enter_context(path.open("a", encoding="ascii"))
                    files[name].write(f"{checkpoint.number} {key} {leaf.hex() if leaf else '-'}\n")


def _root(leaves: dict[int, tuple[bytes, int]]) -> str:
    tree = Tree()
    for key in sorted(leaves):
        tree.add(leaves[key][0])
    return tree.root
