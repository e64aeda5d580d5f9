#!/usr/bin/env python
"""Django's command line; starts the embedded database first where one is used."""

import os
import sys
from importlib import import_module

# Commands that need neither models nor a database start without both, in a tenth of the time.
ALONE = dict.fromkeys(("check_policy", "policy_schema"), "commissions.management.commands")
# These know the models, and ask no database, or make its folder first.
WITHOUT_DATABASE = {("verify",), ("second_place", "recover")}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    if len(sys.argv) > 1 and sys.argv[1] in ALONE:
        run_alone(sys.argv[1])
        return
    from django.core.management import execute_from_command_line

    from crm.launch import embedded

    if not {tuple(sys.argv[1:2]), tuple(sys.argv[1:3])} & WITHOUT_DATABASE:
        embedded.ensure_for_settings()
    execute_from_command_line(sys.argv)


def run_alone(name: str):
    import django
    from django.conf import settings

    settings.INSTALLED_APPS = []
    django.setup()
    import_module(f"{ALONE[name]}.{name}").Command().run_from_argv(sys.argv)


if __name__ == "__main__":
    main()
