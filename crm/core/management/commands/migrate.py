from contextlib import contextmanager

from django.core.checks import Tags
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db.migrations.exceptions import InconsistentMigrationHistory

from crm.core.management import past_models

TOO_OLD = """\
This database was made by a state of Deshang from before its first release. The migrations of that
time have been joined since, so it cannot be brought up to date.
A development database: delete the folder var/ and start again. Everything that was entered there
is lost with it: records, accounts, uploaded files, and this machine's keys. The demonstration is
loaded anew.
A database named by DATABASE_URL: name a new, empty one."""


@contextmanager
def too_old_is_said():
    """Within the block, a history that does not fit the migrations is said in plain words."""
    try:
        yield
    except InconsistentMigrationHistory as error:
        raise CommandError(f"{TOO_OLD}\n({error})") from None


class Command(migrate.Command):
    """Django's, with the checks of the database alone: those of screens import all of them.

    ``applied`` is called after each migration, where somebody wants to show how far it is.
    """

    applied = None

    def handle(self, *args, **options):
        with too_old_is_said(), past_models.made_without_asking_again():
            super().handle(*args, **options)

    def get_check_kwargs(self, options):
        return {**super().get_check_kwargs(options), "tags": [Tags.database]}

    def migration_progress_callback(self, action, migration=None, fake=False):
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success" and self.applied:
            self.applied()
