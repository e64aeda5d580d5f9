"""The leaves that stand recorded, kept beside the checkpoints so that these need not be read again:
a file a covering. It is believed where its root is the one that was signed; else it is made anew.
"""

import struct
from collections.abc import Iterable
from pathlib import Path

from .chain import Checkpoint
from .merkle import Tree, root_of

ENTRY = struct.Struct(">q32s")


def known_leaves(folder: Path, name: str, chain: list[Checkpoint]) -> dict[int, bytes]:
    """{key: leaf} of a covering as the last checkpoint of ``chain`` has them, in the order in which
    its tree has them.
    """
    table = chain[-1].tables[name]
    leaves = _read(_path(folder, name))
    if root_of(leaves.values()) != table["root"]:
        leaves = _replayed(name, table, chain)
    return leaves


def keep_leaves(folder: Path, name: str, leaves: Iterable[tuple[int, bytes]]) -> None:
    path = _path(folder, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        for key, leaf in leaves:
            file.write(ENTRY.pack(key, leaf))
    temporary.replace(path)


def tree_of(folder: Path, name: str, chain: list[Checkpoint]) -> Tree:
    """The tree of a covering that is only added to, as the last checkpoint of ``chain`` has it."""
    table, path = chain[-1].tables[name], folder / "state" / f"{name}.peaks"
    try:
        tree = Tree(table["rows"], path.read_text().split())
    except (OSError, ValueError):
        tree = Tree()
    if tree.root != table["root"]:
        tree = Tree()
        for leaf in _replayed(name, table, chain).values():
            tree.add(leaf)
    return tree


def keep_tree(folder: Path, name: str, tree: Tree) -> None:
    path = folder / "state" / f"{name}.peaks"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(".peaks-new")
    temporary.write_text("\n".join(tree.stored_peaks()))
    temporary.replace(path)


def forget_leaves(folder: Path, name: str) -> None:
    _path(folder, name).unlink(missing_ok=True)


def _path(folder: Path, name: str) -> Path:
    return folder / "state" / f"{name}.leaves"


def _read(path: Path) -> dict[int, bytes]:
    if not path.exists():
        return {}
    content = path.read_bytes()
    return dict(ENTRY.iter_unpack(content[: len(content) // ENTRY.size * ENTRY.size]))


def _replayed(name: str, table: dict, chain: list[Checkpoint]) -> dict[int, bytes]:
    leaves: dict[int, bytes] = {}
    for checkpoint in chain:
        if checkpoint.number < table["begun"]:
            continue
        for covering, key, leaf in checkpoint.leaves():
            if covering != name:
                continue
            if leaf is None:
                leaves.pop(key, None)
            else:
                leaves[key] = leaf
    return leaves if table["kind"] == "append-only" else dict(sorted(leaves.items()))
