from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissions import engine
from commissions.policies.cases import cases_of, work_out
from commissions.policies.find import policy_named
from commissions.policies.language import in_language
from commissions.policies.reader import UnreadableText, read


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Work out the cases of a file under a policy, with every step; the exit code says "
        "whether all came out as expected."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "policy", help="a file, a code of the library, or CODE/VERSION of a stored one"
        )
        parser.add_argument("cases", type=Path)
        parser.add_argument("--language", choices=["zh", "en"], default="zh")

    def handle(self, *, policy, cases, language, **options):
        with in_language(language):
            self._handle(policy, cases, language)

    def _handle(self, policy, cases, language):
        policy = policy_named(policy, language)
        try:
            results = [
                work_out(policy, case) for case in cases_of(read(cases.read_bytes()), policy)
            ]
        except OSError as error:
            raise CommandError(f"{cases}: {error.strerror}") from None
        except UnreadableText as error:
            raise CommandError(f"{cases}: {error}") from None
        for result in results:
            self._print(result, policy, language)
        wrong = [result for result in results if result.differences]
        self.stdout.write(f"{len(results) - len(wrong)} of {len(results)} cases came out")
        if wrong:
            raise CommandError(
                f"not as expected: {', '.join(result.case.id for result in wrong)}", returncode=1
            )

    def _print(self, result, policy, language):
        total = sum(due.amount for due in result.assessment.dues)
        self.stdout.write(f"{'✗' if result.differences else '✓'} {result.case.id}: {total:,.2f}")
        for due in result.assessment.dues:
            label = " ".join(
                filter(
                    None,
                    (policy.name_of(due.component, language), due.period, due.stage, due.payee),
                )
            )
            self.stdout.write(
                f"  {label}: {due.amount:,.2f}{'' if due.payable else f' ({due.held})'}"
            )
            for sentence in engine.explain(due.steps, language, policy):
                self.stdout.write(f"    {sentence}")
        for sentence in engine.explain(result.assessment.notes, language, policy):
            self.stdout.write(f"  – {sentence}")
        for name, expected, actual in result.differences:
            self.stdout.write(f"  {name}: expected {expected:,.2f}, found {actual:,.2f}")
