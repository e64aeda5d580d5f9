from django.core.management.commands import flush

from crm.core.database.owner import OwnersCommand


class Command(OwnersCommand, flush.Command):
    """Django's, under the owner of the tables."""
