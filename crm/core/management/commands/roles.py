from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from crm.core.database.grants import grant_all
from crm.core.database.owner import OwnersCommand
from crm.core.database.standing import shortcomings
from crm.launch.database_roles import roles_sql

NOT_ALLOWED = """\
%s
The account may not make roles. Let an administrator of the database run what follows once, and then
this command again:
%s"""


class Command(OwnersCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Make the roles of the database that own nothing (application, portal, reports, backup), "
        "and say anew what each of them may do. Runs under the owner of the tables."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--print", action="store_true", help="only print what makes the roles, for psql"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="only say what of it does not stand; exits with 1 where anything does not",
        )

    def handle(self, *, check, **options):
        sql = roles_sql(settings.DATABASE_ROLES)
        if options["print"]:
            self.stdout.write(sql)
        elif check:
            self._check()
        else:
            self._make(sql)

    def _make(self, sql: str):
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError as error:
            raise CommandError(NOT_ALLOWED % (error, sql)) from None
        if not grant_all(connection.alias, anew=True):
            raise CommandError(
                "The account does not own the tables. Name who does: DATABASE_OWNER_URL."
            )
        for use, name in settings.DATABASE_ROLES.items():
            self.stdout.write(f"{use:<8} {name}")

    def _check(self):
        problems = shortcomings()
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise SystemExit(1)
