from django.core.management.base import BaseCommand

from crm.core.indicators.keep import compared, rebuild


class Command(BaseCommand):
    help = "Make all facts and sums of the indicators anew, or say whether they are right."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="only compare; exits with 1 where sums differ"
        )

    def handle(self, *args, check, **options):
        if not check:
            rebuild()
            return
        stored, expected = compared()
        wrong_keys = [
            key for key in stored.keys() | expected.keys() if stored.get(key) != expected.get(key)
        ]
        for key in sorted(wrong_keys, key=str)[:20]:
            self.stdout.write(f"{key}: {stored.get(key, 0)} != {expected.get(key, 0)}")
        if wrong_keys:
            raise SystemExit(1)
