from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from crm.core.errors import Refused
from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.text import text_of
from leads.channels.chain_file import load_chains


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Load industry chains from a YAML file (see crm/demo/chains.yaml). Chains "
        "that are stored already stay as they are."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            count = load_chains(text_of(file.read_bytes()))
        except (OSError, BadFile, Refused) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count} chains loaded")
