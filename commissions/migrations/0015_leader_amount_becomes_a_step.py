from django.db import migrations


def move_amount(apps, schema_editor):
    """The amount from which the leader approves was a rule number: it becomes the amount of the leader's step."""
    Parameter = apps.get_model("core", "Parameter")
    Step = apps.get_model("commissions", "ApprovalStep")
    number = Parameter.objects.filter(code="leader_approval_from").first()
    if number:
        Step.objects.update_or_create(step="leader_approve", defaults={"position": 3, "from_amount": number.value})
        number.delete()


class Migration(migrations.Migration):
    dependencies = [("commissions", "0014_approval_steps"), ("core", "0003_dispute_days")]
    operations = [migrations.RunPython(move_amount, migrations.RunPython.noop)]
