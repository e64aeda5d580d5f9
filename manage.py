#!/usr/bin/env python
"""Django's command line; starts the embedded database first where one is used."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    from django.core.management import execute_from_command_line

    from crm.launch import embedded

    embedded.ensure_for_settings()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
