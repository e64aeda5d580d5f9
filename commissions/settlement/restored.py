"""What a restored database has to hold besides its rows: the ledger's chain, and the file of each
document.
"""

import hashlib
from pathlib import Path

from ..models import IssuedDocument
from .settle import first_bad_row


def ledger_is_sound(_private: Path) -> list[str]:
    bad = first_bad_row()
    return [] if bad is None else [f"row {bad} does not fit the chain"]


def documents_are_whole(private: Path) -> list[str]:
    """Byte by byte, by the hash in the register."""
    return [
        f"the file of {number} is missing or another"
        for number, name, expected in IssuedDocument.objects.made().values_list(
            "number", "file", "sha256"
        )
        if _digest(private / name) != expected
    ]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
