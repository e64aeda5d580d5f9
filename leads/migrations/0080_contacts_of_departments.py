import django.db.models.deletion
from django.db import migrations, models

# Who entered a contact stands in its history; their department keeps it.
ENTERED = """
create temporary table entered on commit drop as
select distinct on (contact.id) contact.id, person.department_id
  from leads_historicalcontact contact join core_user person on person.id = contact.history_user_id
 where contact.history_type = '+' and person.department_id is not null
 order by contact.id, contact.history_id;
update leads_contact set department_id = entered.department_id from entered where entered.id = leads_contact.id;
update leads_historicalcontact set department_id = entered.department_id
  from entered where entered.id = leads_historicalcontact.id;
drop table entered;
"""


class Migration(migrations.Migration):
    """Each contact names the department that entered it."""

    dependencies = [("core", "0080_runs_over_lists"), ("leads", "0079_teams_and_agreed_payees")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="department",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="core.department",
                verbose_name="entered by the department",
            ),
        ),
        migrations.AddField(
            model_name="historicalcontact",
            name="department",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="core.department",
                verbose_name="entered by the department",
            ),
        ),
        migrations.RunSQL(ENTERED, migrations.RunSQL.noop),
    ]
