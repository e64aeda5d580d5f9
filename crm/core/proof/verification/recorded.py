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
        starts = [place for place, each in enumerate(chain) if each.body["anew"]]
        self.chain = chain[starts[-1] if starts else 0 :]
        self.last = self.chain[-1]
        self._unexplained: dict[tuple[str, int], tuple[str, int]] = {}
        for each in reversed(self.chain):
            for name, key, what in each.body["unexplained"]:
                self._unexplained[name, key] = what, each.number
        self._folder = tempfile.TemporaryDirectory()
        self._split()

    def unexplained(self) -> Iterator[tuple[str, int, str, int]]:
        """(covering, key, what happened, the first checkpoint that saw it)."""
        for (name, key), (what, number) in self._unexplained.items():
            yield name, key, what, number

    def seen_wrong(self, name: str, key: int) -> int | None:
        found = self._unexplained.get((name, key))
        return found and found[1]

    def names(self) -> dict[str, int]:
        """{covering: the last checkpoint that has it}."""
        return {name: each.number for each in self.chain for name in each.tables}

    def generations(self, name: str) -> list[Generation]:
        """In their order, each with its leaves."""
        found: list[Generation] = []
        for each in self.chain:
            told = each.tables.get(name)
            if told is None:
                continue
            if not found or told["begun"] != found[-1].told["begun"]:
                found.append(Generation(told, told, each.number, each.number))
            found[-1].told, found[-1].last = told, each.number
        for each in found:
            self._replay(name, each)
        return found

    def _replay(self, name: str, generation: Generation) -> None:
        is_added_to, tree = generation.told["kind"] == "append-only", Tree()
        changes = self._changes(name)
        for each in self.chain:
            if not generation.first <= each.number <= generation.last:
                continue
            for key, leaf in changes.get(each.number, ()):
                if leaf is None:
                    generation.leaves.pop(key, None)
                    continue
                generation.leaves[key] = leaf, each.number
                if is_added_to:
                    tree.add(leaf)
            if is_added_to and tree.root != each.tables[name]["root"]:
                generation.broken_at = generation.broken_at or each.number
        if not is_added_to and _root(generation.leaves) != generation.told["root"]:
            generation.broken_at = generation.last

    def _changes(self, name: str) -> dict[int, list[tuple[int, bytes | None]]]:
        found: dict[int, list] = {}
        path = Path(self._folder.name) / name
        if not path.exists():
            return found
        with path.open(encoding="ascii") as lines:
            for line in lines:
                number, key, leaf = line.split()
                change = int(key), None if leaf == "-" else bytes.fromhex(leaf)
                found.setdefault(int(number), []).append(change)
        return found

    def _split(self) -> None:
        """One file a covering, so that no more than one is held at a time."""
        for each in self.chain:
            with ExitStack() as stack:
                files: dict = {}
                for name, key, leaf in each.leaves():
                    if name not in files:
                        path = Path(self._folder.name) / name
                        files[name] = stack.enter_context(path.open("a", encoding="ascii"))
                    files[name].write(f"{each.number} {key} {leaf.hex() if leaf else '-'}\n")


def _root(leaves: dict[int, tuple[bytes, int]]) -> str:
    tree = Tree()
    for key in sorted(leaves):
        tree.add(leaves[key][0])
    return tree.root
