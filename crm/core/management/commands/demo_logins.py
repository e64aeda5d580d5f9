from functools import cache

from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand

from crm.core.models import User
from crm.core.roles import ROLES

PASSWORD = "deshang-demo"


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = "Print the logins of the demonstration: one a role, two where two are needed."

    def handle(self, **options):
        names = [
            (f"demo_{code}{second}", role) for code, role in ROLES.items() for second in ("", "_2")
        ]
        known = User.objects.in_bulk([name for name, _role in names], field_name="username")
        valid = cache(lambda stored: check_password(PASSWORD, stored))  # one check takes 0.4 s
        for name, role in names:
            if name in known and valid(known[name].password):
                self.stdout.write(f"  {name:<20} {PASSWORD}   {role.label}")
