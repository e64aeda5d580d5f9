"""Secret keys for a machine that was given none: made once, readable by their owner alone. Does not
import Django.
"""

import os
import secrets
import tempfile
from pathlib import Path


def read_or_create(path: Path) -> str:
    """The key kept in ``path``; a new random one where there is none. Many processes at once get
    the same one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor, whole = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(whole, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            os.unlink(whole)
    return path.read_text().strip()
