"""One migrated database for a state of the migrations; what the tests need begins as its copy.

It is made from the file of the schema, which tests/core/test_schema_file.py holds to the
migrations. What the rest of the sources puts into a database (roles, rule numbers) comes with
``post_migrate``, which every copy runs.
"""

from tests.template_database import administration, create, digest, made_once, manage

# All that a migration reads.
SOURCES = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "*/data/**/*",
    "*/*/data/**/*",
    "requirements.txt",
)


def template() -> str:
    """The name of the database."""
    return made_once("migrated_", digest(SOURCES), _make)


def _make(name: str):
    with administration() as database:
        create(database, name)
    manage(name, "migrate")
