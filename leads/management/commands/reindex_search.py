from django.core.management.base import BaseCommand
from django.db import connection

from leads.search.characters import load
from leads.search.fill import SEARCHED_TABLES, fill


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Fill in what the search finds rows by, where it is missing: after a restore without "
        "triggers, say. May run while people work."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--all",
            action="store_true",
            help="every row anew, for example after a new dictionary of readings",
        )
        parser.add_argument(
            "--characters",
            action="store_true",
            help="first load the characters and their readings again",
        )

    def handle(self, **options):
        if options["characters"]:
            load(connection)
        for table in SEARCHED_TABLES:
            filled = fill(table, every=options["all"])
            if options["verbosity"]:
                self.stdout.write(f"{table}: {filled}")
