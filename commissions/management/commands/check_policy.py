from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissions import engine
from commissions.policies.check import check_text
from commissions.policies.language import in_language


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Name every problem of a policy file with its line and what to do; a sound one is "
        "told back in sentences."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--language", choices=["zh", "en"], default="zh")

    def handle(self, *, file, language, **options):
        with in_language(language):
            self._handle(file, language)

    def _handle(self, file, language):
        document, findings = check_text(_bytes_of(file), language)
        for finding in findings:
            path = f"{finding.path}: " if finding.path else ""
            self.stdout.write(f"{file}:{finding.line or 1}: {path}{finding.message}")
        if findings:
            raise CommandError(f"{len(findings)} problem(s) in {file}", returncode=1)
        for sentence in engine.describe(engine.load_policy(document), language):
            self.stdout.write(sentence)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None
