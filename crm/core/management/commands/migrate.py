from django.core.checks import Tags
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Django's, with the checks of the database alone: those of screens import all of them."""

    def get_check_kwargs(self, options):
        return {**super().get_check_kwargs(options), "tags": [Tags.database]}
