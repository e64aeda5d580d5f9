"""Which migrations there are, and which of them a database lacks: by their files, of which none is
imported. To import all of them takes a second.
"""

from pathlib import Path

from django.apps import AppConfig, apps
from django.db.migrations.recorder import MigrationRecorder


def migrations_of(app: AppConfig) -> list[Path]:
    files = (Path(app.path) / "migrations").glob("*.py")
    return sorted(path for path in files if path.name[0] not in "_~")


def missing(connection) -> set[tuple[str, str]]:
    """(app, name) of those that the database lacks."""
    migrations = {
        (app.label, path.stem) for app in apps.get_app_configs() for path in migrations_of(app)
    }
    return migrations - set(MigrationRecorder(connection).applied_migrations())
