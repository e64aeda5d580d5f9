"""Whoever writes what an indicator counts, the record is noted; the worker does the rest."""

from django.db import migrations

from crm.core.indicators.noting import make_all, note_changes


class Migration(migrations.Migration):
    dependencies = [
        ("parks", "0008_newest_first"),
        ("leads", "0024_notes_for_indicators"),
    ]
    operations = [
        note_changes("leads_project", "project"),
        note_changes("leads_milestone", "project", "project_id"),
        note_changes("parks_enterprise", "project", "project_id"),
        note_changes("parks_entry", "project", "project_id"),
        note_changes("parks_park", "project", "null"),
        note_changes("parks_contribution", "contribution"),
        make_all("project"),
        make_all("contribution"),
    ]
