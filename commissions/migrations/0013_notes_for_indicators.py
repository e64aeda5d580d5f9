"""Whoever writes what an indicator counts, the record is noted; the worker does the rest."""

from django.db import migrations

from crm.core.indicators.noting import make_all, note_changes


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0012_name_of_the_hash"),
        ("core", "0010_indicators"),
    ]
    operations = [
        note_changes("commissions_ledgerentry", "ledger"),
        make_all("ledger"),
    ]
