from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from crm.core.proof.checkpoint import make_checkpoint
from crm.core.proof.signing import NoKey, key_id, prepare_key


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Hand the checkpoints over to another key: a checkpoint that names it, signed by the key "
        "in use. Old checkpoints stay as they are signed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to",
            type=Path,
            help="the public key (PEM) of a token that the settings will name from then on; "
            "without it a new key is made in the place of CHECKPOINT_KEY",
        )

    def handle(self, *, to, verbosity, **options):
        try:
            public = to.read_bytes() if to else prepare_key()
            checkpoint = make_checkpoint(next_key=public)
        except (NoKey, OSError, ValueError) as error:
            raise CommandError(str(error)) from None
        if verbosity:
            self.stdout.write(f"from checkpoint {checkpoint.number + 1} on: {key_id(public)}")
