"""What ``manage.py check --deploy`` says of the accounts."""

from django.conf import settings
from django.core.checks import Warning


def one_account_does_all(**_options) -> list[Warning]:
    if settings.DATABASE_OWNER is not None:
        return []
    return [
        Warning(
            "The application owns its tables: it could lift what guards them, and nobody is behind "
            "the wall of the database.",
            hint="Name the owner by DATABASE_OWNER_URL (docs/operations.md).",
            id="core.W001",
        )
    ]
