from django.db import migrations

# The statistics of a ledger that was empty a moment ago suggest a scan of the whole table for its last row: never do that.
BY_INDEX = "alter function commissions_ledger_chain() set enable_seqscan = off"


class Migration(migrations.Migration):
    dependencies = [("commissions", "0012_closed_periods_stay_closed")]
    operations = [migrations.RunSQL(BY_INDEX, "alter function commissions_ledger_chain() reset all")]
