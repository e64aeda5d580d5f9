"""Merkle trees as in RFC 6962, of which no more than the peaks is kept: rows can be added to a tree
of a million without reading one of them.
"""

import hashlib
from collections.abc import Iterable

EMPTY = hashlib.sha256(b"").digest()


def leaf_of(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """``count`` leaves so far; ``peaks`` are the roots of its whole subtrees, the largest first."""

    def __init__(self, count: int = 0, peaks: Iterable[str] = ()):
        """Raises ValueError where there are more or fewer peaks than the count asks for."""
        self.count, self.peaks = count, [bytes.fromhex(peak) for peak in peaks]
        if len(self.peaks) != count.bit_count():
            raise ValueError("the peaks do not fit the number of leaves")

    def add(self, leaf: bytes) -> None:
        size = self.count
        while size & 1:  # the last subtree is as large as the one that has just become whole
            leaf = _joined(self.peaks.pop(), leaf)
            size >>= 1
        self.peaks.append(leaf)
        self.count += 1

    @property
    def root(self) -> str:
        if not self.peaks:
            return EMPTY.hex()
        *others, root = self.peaks
        for peak in reversed(others):
            root = _joined(peak, root)
        return root.hex()

    def stored_peaks(self) -> list[str]:
        return [peak.hex() for peak in self.peaks]


def root_of(leaves: Iterable[bytes]) -> str:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root
