"""What fills search columns anew goes by ``id``, as all searched tables have it."""

from django.db import migrations

NUMBER = "alter table site_pagetext add column id bigint generated always as (page_id) stored"


class Migration(migrations.Migration):
    dependencies = [("site", "0015_applications_at_the_desk")]

    operations = [migrations.RunSQL(NUMBER, "alter table site_pagetext drop column id")]
