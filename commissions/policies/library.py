"""The policies that come with the system: real ones of other cities to begin from, and one for
trying.
"""

from pathlib import Path

import commissions

from .reader import read

FOLDER = Path(commissions.__file__).parent / "library"


def codes() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def text_of(code: str) -> str:
    return (FOLDER / f"{code}.yaml").read_text(encoding="utf-8")


def document_of(code: str) -> dict:
    """One policy of the library, as a document."""
    return read(text_of(code)).content
