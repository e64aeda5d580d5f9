"""Where private files lie: readable and writable by the product's own account alone."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage

FILE_MODE, FOLDER_MODE = 0o600, 0o700


class PrivateFiles(FileSystemStorage):
    """Files of mode 0600 in folders of mode 0700, whatever the account's umask."""

    def __init__(self, location=None, base_url=None):
        modes = {"file_permissions_mode": FILE_MODE, "directory_permissions_mode": FOLDER_MODE}
        super().__init__(location=location, base_url=base_url, **modes)

    def _save(self, name, content):
        Path(self.location).mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        return super()._save(name, content)


def tighten(root: Path) -> int:
    """Close files stored before to others; returns how many files and folders changed."""
    changed = 0
    for folder, _folders, names in os.walk(root):
        paths = [(Path(folder), FOLDER_MODE), *((Path(folder, name), FILE_MODE) for name in names)]
        for path, mode in paths:
            if not path.is_symlink() and path.stat().st_mode & 0o077:
                path.chmod(mode)
                changed += 1
    return changed
