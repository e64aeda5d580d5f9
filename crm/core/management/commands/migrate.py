from contextlib import contextmanager

from django.core.checks import Tags
from django.core.management.base import CommandError, no_translations
from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from crm.core.database.owner import OwnersCommand
from crm.core.management import past_models, schema_file

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


class Command(OwnersCommand, migrate.Command):
    """Django's, with the checks of the database alone: those of screens import all of them. An
    empty database is made from the file of its schema where that is of the same migrations.

    ``applied`` is called after each migration, where somebody wants to show how far it is.
    """

    applied = None
    # With any of these something else is asked for than a whole new database.
    PARTIAL = ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune")

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--one-by-one",
            action="store_true",
            help="Run the migrations themselves, without the file and what follows every "
            "migration (roles, rule numbers): for write_schema.",
        )

    @no_translations
    def handle(self, *args, one_by_one=False, **options):
        if one_by_one:
            self._one_by_one(connections[options["database"]])
        elif not (self._is_whole(options) and self._from_file(options)):
            with too_old_is_said(), past_models.made_without_asking_again():
                super().handle(*args, **options)

    def _is_whole(self, options) -> bool:
        return not any(options.get(name) for name in self.PARTIAL)

    def _from_file(self, options) -> bool:
        """What follows a migration (permissions, roles, rule numbers) is done as ever."""
        if not schema_file.fill_empty(connections[options["database"]]):
            return False
        if options["verbosity"]:
            self.stdout.write("Made the database from the file of its schema.")
        emit_post_migrate_signal(
            options["verbosity"], options["interactive"], options["database"], stdout=self.stdout
        )
        return True

    def _one_by_one(self, connection):
        with past_models.made_without_asking_again():
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())

    def get_check_kwargs(self, options):
        return {**super().get_check_kwargs(options), "tags": [Tags.database]}

    def migration_progress_callback(self, action, migration=None, fake=False):
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success" and self.applied:
            self.applied()
