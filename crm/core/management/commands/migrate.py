from django.core.checks import Tags
from django.core.management.commands import migrate

from crm.core.writing import garbage


class Command(migrate.Command):
    """Django's, with the checks of the database alone: those of screens import all of them.

    ``applied`` is called after each migration, where somebody wants to show how far it is.
    """

    applied = None

    def handle(self, *args, **options):
        with garbage.not_looked_for():
            super().handle(*args, **options)

    def get_check_kwargs(self, options):
        return {**super().get_check_kwargs(options), "tags": [Tags.database]}

    def migration_progress_callback(self, action, migration=None, fake=False):
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success" and self.applied:
            self.applied()
