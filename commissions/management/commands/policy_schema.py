import json

from django.core.management.base import BaseCommand

from commissions.engine import json_schema


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = "Print the JSON Schema of the policy format."

    def handle(self, **options):
        self.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False))
