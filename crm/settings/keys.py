"""Secret keys of a machine that was given none: made once, kept readable by their owner alone."""

import os
import secrets
from pathlib import Path


def read_or_create(path: Path) -> str:
    """The key kept in ``path``; a new random one where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
