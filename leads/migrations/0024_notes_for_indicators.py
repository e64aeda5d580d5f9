"""Whoever writes what an indicator counts, the record is noted; the worker does the rest."""

from django.db import migrations

from crm.core.indicators.noting import make_all, note_changes


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0023_newest_first"),
        ("core", "0010_indicators"),
    ]
    operations = [
        note_changes("leads_lead", "lead"),
        note_changes("leads_chainfacts", "lead", "lead_id"),
        note_changes("leads_link", "lead", "null"),
        make_all("lead"),
    ]
