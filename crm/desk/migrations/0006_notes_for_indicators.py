"""Whoever writes what an indicator counts, the record is noted; the worker does the rest."""

from django.db import migrations

from crm.core.indicators.noting import make_all, note_changes


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_background_jobs"),
        ("core", "0010_indicators"),
    ]
    operations = [
        note_changes("desk_servicerequest", "request"),
        make_all("request"),
    ]
