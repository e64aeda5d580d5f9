import django.contrib.postgres.indexes
from django.db import migrations, models

# How common a piece is decides which pieces are looked up: count more of them than PostgreSQL would by itself.
COUNT_MORE = "alter index {0} alter column 1 set statistics 300"
AS_BEFORE = "alter index {0} alter column 1 set statistics -1"


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0020_name_grams'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='company',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.F('name'), models.F('name_key'), models.F('name_en_key'), function='name_grams', output_field=models.TextField()), fastupdate=False, name='company_grams'),
        ),
        migrations.AddIndex(
            model_name='companyalias',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.F('name'), models.F('name_key'), models.Value(''), function='name_grams', output_field=models.TextField()), fastupdate=False, name='alias_grams'),
        ),
        *[migrations.RunSQL(COUNT_MORE.format(name), AS_BEFORE.format(name)) for name in ("company_grams", "alias_grams")],
    ]
