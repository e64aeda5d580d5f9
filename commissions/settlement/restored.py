"""What a restored database has to hold besides its rows: the ledger's chain, and the file of each
document.
"""

import hashlib
from pathlib import Path

from ..models import IssuedDocument
from .settle import first_bad_row


def ledger_is_sound(_private: Path) -> list[str]:
    sequence = first_bad_row()
    return [] if sequence is None else [f"row {sequence} does not fit the chain"]


def documents_are_whole(private: Path) -> list[str]:
    """Byte by byte, by the hash in the register."""
    return [
        f"the file of {number} is missing or another"
        for number, name, sha256 in IssuedDocument.objects.made().values_list(
            "number", "file", "sha256"
        )
        if _digest(private / name) != sha256
    ]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
