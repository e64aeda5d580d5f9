import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from crm.core.proof.exported import BadExport, Exported
from crm.core.proof.verification.run import verify

SHOWN = 50


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Verify an export against the checkpoints. Asks no database and no function in one: it "
        "needs the export, the checkpoints' files and the public key. Names the first row that "
        "is wrong, and since which checkpoint."
    )

    def add_arguments(self, parser):
        parser.add_argument("export", type=Path, help="what export_proof wrote")
        parser.add_argument("--checkpoints", type=Path, default=settings.CHECKPOINT_DIR)
        parser.add_argument(
            "--public-key", type=Path, default=settings.CHECKPOINT_KEY.with_suffix(".pub")
        )
        parser.add_argument(
            "--copy",
            type=Path,
            action="append",
            default=[],
            help="another place with the same checkpoints, to compare; may be given several times",
        )
        parser.add_argument(
            "--stamps-by",
            type=Path,
            default=settings.TIMESTAMP_CERTIFICATES or None,
            help="certificates (PEM) by which time stamps are trusted",
        )
        parser.add_argument("--json", action="store_true", help="say everything as JSON")

    def handle(self, *, export, checkpoints, public_key, copy, stamps_by, verbosity, **options):
        try:
            result = verify(
                Exported(export),
                checkpoints,
                public_key.read_bytes(),
                copies=tuple(copy),
                stamps=self._certificates(stamps_by),
            )
        except (BadExport, OSError) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(result.stored(), ensure_ascii=False, indent=1))
        elif verbosity:
            self._tell(result)
        if not result.is_sound:
            raise CommandError(_fault_lines(result.faults), returncode=2)

    def _certificates(self, file):
        if file is None:
            return None
        from crm.core.proof.stamping import trusted_certificates

        return trusted_certificates(file)

    def _tell(self, result):
        for note in result.notes:
            self.stdout.write(f"note: {note}")
        if result.is_sound:
            self.stdout.write(
                f"sound: the export of {result.exported_at} against {result.checkpoints} "
                f"checkpoints, the last of {result.last_at}"
            )


def _fault_lines(faults) -> str:
    first, *others = faults
    lines = [f"the first: {first}", *map(str, others[: SHOWN - 1])]
    if len(others) >= SHOWN:
        lines.append(f"… and {len(others) - SHOWN + 1} more")
    return "\n".join(lines)
