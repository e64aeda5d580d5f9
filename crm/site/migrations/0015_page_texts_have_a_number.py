"""What fills search columns anew goes by ``id``, as all searched tables have it."""

from django.db import migrations

NUMBER = "alter table site_pagetext add column id bigint generated always as (page_id) stored"


class Migration(migrations.Migration):
    dependencies = [("site", "0014_publish_on_time")]

    operations = [migrations.RunSQL(NUMBER, "alter table site_pagetext drop column id")]
