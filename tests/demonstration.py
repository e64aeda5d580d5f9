"""The demonstration, loaded once a day for a state of the sources. What tests need begins as its
copy: of the database in a second, of the files in less.
"""

import shutil
from pathlib import Path

from django.utils import timezone

from tests import migrated
from tests.template_database import (
    REPO,
    administration,
    create,
    digest,
    link_or_copy,
    made_once,
    manage,
)

FILES = REPO / "var" / "tests" / "demonstration"
# Whatever may take part in loading it.
SOURCES = (
    *(f"{folder}/**/*" for folder in ("crm", "leads", "parks", "commissions", "templates")),
    "locale/**/*.mo",
    "requirements.txt",
)


def template() -> str:
    """The name of the database."""
    return made_once("demonstration_", digest(SOURCES, str(timezone.localdate())), _make)


def _make(name: str):
    shutil.rmtree(FILES, ignore_errors=True)
    with administration() as database:
        create(database, name, migrated.template())
    manage(name, "migrate")  # the roles and rule numbers of today's sources
    surroundings = {
        "PRIVATE_ROOT": str(FILES),
        "SEAL_TEST_CERTIFICATE": "1",
        "BROKER_URL": "memory://",  # no worker takes up what would follow
    }
    manage(name, "load_demo", **surroundings)


def copy_files(to: Path):
    """Its private files: links, since a file is added or removed and never written again."""
    shutil.copytree(FILES, to, copy_function=link_or_copy, dirs_exist_ok=True)
