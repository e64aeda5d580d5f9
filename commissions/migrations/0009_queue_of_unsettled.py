"""Whatever a policy may look at puts the project into the queue, whoever writes it.

It does so in the same transaction. "on conflict do update" locks a row that is already there, so
that a settlement waits for facts that are being written.
"""

from django.db import migrations

FUNCTION = """
create function commissions_unsettle() returns trigger language plpgsql as $$
begin
    execute format($query$
        insert into commissions_unsettled (project_id, due_on)
        select project.id, date '2000-01-01'
        from leads_project project
        where project.id in (%s)
            and exists (select 1 from leads_referral where project_id = project.id)
        order by project.id
        on conflict (project_id) do update set due_on = excluded.due_on
    $query$, tg_argv[0]);
    return null;
end $$;
"""
# Table: the projects that its changed rows are about.
WATCHED = {
    "leads_project": "select id from changed",
    "leads_milestone": "select project_id from changed",
    "leads_referral": "select project_id from changed",
    "leads_agent": (
        "select project_id from leads_referral where agent_id in (select id from changed)"
    ),
    "leads_targetentry": (
        "select id from leads_project where company_id in (select company_id from changed)"
    ),
    "parks_enterprise": "select project_id from changed",
    "parks_contribution": (
        "select project_id from parks_enterprise where id in (select enterprise_id from changed)"
    ),
    "parks_exchangerate": (
        "select project_id from leads_referral join commissions_agreement using (agent_id)"
        " join commissions_policyversion version on version.id = policy_version_id"
        " where exists"
        " (select 1 from changed where version.document::text like ''%'' || currency || ''%'')"
    ),
    "commissions_determination": "select project_id from changed",
    "commissions_agreement": (
        "select project_id from leads_referral where agent_id in (select agent_id from changed)"
    ),
    "commissions_policyversion": (
        "select project_id from leads_referral join commissions_agreement using (agent_id)"
        " where policy_version_id in (select id from changed)"
    ),
}
TRIGGER = """
create trigger unsettle_{event}
    after {event} on {table}
    referencing {rows} table as changed
    for each statement execute function commissions_unsettle('{projects}');
"""


def triggers():
    for table, projects in WATCHED.items():
        for event, rows in (("insert", "new"), ("update", "new"), ("delete", "old")):
            yield TRIGGER.format(event=event, table=table, rows=rows, projects=projects)


def drops():
    for table in WATCHED:
        for event in ("insert", "update", "delete"):
            yield f"drop trigger unsettle_{event} on {table};"
    yield "drop function commissions_unsettle();"


class Migration(migrations.Migration):
    dependencies = [("commissions", "0008_one_currency_a_statement")]
    operations = [migrations.RunSQL([FUNCTION, *triggers()], list(drops()))]
