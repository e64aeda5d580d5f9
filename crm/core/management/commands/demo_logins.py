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
        roles = {}
        for code, role in ROLES.items():
            roles |= {f"demo_{code}": role, f"demo_{code}_2": role}
        users = User.objects.in_bulk(list(roles), field_name="username")
        is_valid = cache(lambda stored: check_password(PASSWORD, stored))  # one check takes 0.4 s
        for name, role in roles.items():
            if name in users and is_valid(users[name].password):
                self.stdout.write(f"  {name:<20} {PASSWORD}   {role.label}")
