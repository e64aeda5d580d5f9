import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.text import text_of
from leads.companies.matching import Question, likely_many


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Read company names, one a line, and print the ten most likely stored companies of "
        "each as JSON lines. Changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--workers", type=int, default=4, help="names looked up at the same time"
        )

    def handle(self, *, file, workers, **options):
        if not file.is_file():
            raise CommandError(f"{file} does not exist")
        names = [line.strip() for line in self._text(file).splitlines() if line.strip()]
        for name, matches in zip(
            names, likely_many([Question(name) for name in names], workers=workers), strict=True
        ):
            self.stdout.write(
                json.dumps(
                    {"name": name, "candidates": [self._as_json(match) for match in matches]},
                    ensure_ascii=False,
                )
            )

    def _as_json(self, match):
        return {
            "id": match.company_id,
            "name": match.name,
            "credit_code": match.credit_code,
            "score": match.score,
            "kind": match.kind.value,
        }

    def _text(self, file) -> str:
        try:
            return text_of(file.read_bytes())
        except BadFile as bad:
            raise CommandError(str(bad)) from None
