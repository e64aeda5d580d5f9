from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from leads.models import Company, ListKind
from leads.targets.importing import compare, import_plan, is_ranked, read_plan


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Import a 500 list from CSV (UTF-8 or GB18030) or XLSX; checked whole before "
        "anything is written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--list", required=True, dest="kind")
        parser.add_argument("--year", type=int, help="where the rows do not say it")

    def handle(self, *, file, kind, year, **options):
        if not file.is_file():
            raise CommandError(f"{file} does not exist")
        if not ListKind.objects.filter(code=kind).exists():
            codes = ", ".join(ListKind.objects.values_list("code", flat=True))
            raise CommandError(f"no kind of list has the code {kind}; there are {codes}")
        plan = read_plan(file.name, file.read_bytes(), ranked=is_ranked(kind))
        if not plan.problems:
            compare(plan, kind=kind, year=year)
        if plan.problems:
            problems = "\n".join(
                f"row {row}, {column or 'file'}: {message}"
                for row, column, message in plan.problems[:50]
            )
            raise CommandError(f"nothing was imported:\n{problems}")
        result = import_plan(plan, kind=kind, year=year, source=file.name)
        self.stdout.write(
            f"{result.entries} rows, {result.new_entries} new on the list, "
            f"{result.new_companies} new companies, "
            f"{result.candidates} possible duplicates; {Company.objects.count()} companies in all"
        )
