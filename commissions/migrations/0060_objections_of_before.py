from django.db import migrations

# Until now every objection stopped its payment until it was answered.
STATES = """
update commissions_objection set state = case when answered_by_id is null then 'admitted' else 'answered' end
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0059_review_of_objections")]
    operations = [migrations.RunSQL(STATES, migrations.RunSQL.noop)]
