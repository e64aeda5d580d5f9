"""The audit log: only ever added to, and emptied of what is old by the database alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import crm.core.models.audit_entry
from crm.core.batched_migration import Batch
from crm.core.scheduled_jobs import every, schedule

HELD = """
create function core_audit_months() returns interval language sql stable
set search_path = public as $$
    select make_interval(months => greatest(6, coalesce(
        (select value::int from core_parameter where code = 'audit_months'), 12)))
$$;

create function core_audit_moment() returns trigger language plpgsql as $$
begin
    new.at := clock_timestamp();
    return new;
end $$;

create function core_audit_refuse() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.at < clock_timestamp() - core_audit_months() then
            return old;
        end if;
    end if;
    raise exception 'the audit log is only ever added to: % refused', tg_op;
end $$;

-- Whoever may only read and add has old entries removed by this, which says so in the log itself.
create function core_audit_forget() returns bigint language plpgsql security definer
set search_path = public as $$
declare
    gone bigint;
    kept interval := core_audit_months();
begin
    delete from core_auditentry where at < clock_timestamp() - kept;
    get diagnostics gone = row_count;
    if gone > 0 then
        insert into core_auditentry
            (at, kind, outcome, person, roles, address, record, said, path, count)
        values (clock_timestamp(), 'forgotten', 'done', '', 'program', '', '',
                'older than ' || kept, '', gone);
    end if;
    return gone;
end $$;

create trigger audit_moment before insert on core_auditentry
    for each row execute function core_audit_moment();
create trigger audit_no_change before update or delete on core_auditentry
    for each row execute function core_audit_refuse();
create trigger audit_no_truncate before truncate on core_auditentry
    for each statement execute function core_audit_refuse();
alter table core_auditentry enable always trigger audit_moment;
alter table core_auditentry enable always trigger audit_no_change;
alter table core_auditentry enable always trigger audit_no_truncate;
"""
FREE = """
drop trigger audit_no_truncate on core_auditentry;
drop trigger audit_no_change on core_auditentry;
drop trigger audit_moment on core_auditentry;
drop function core_audit_forget();
drop function core_audit_refuse();
drop function core_audit_moment();
drop function core_audit_months();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0012_background_work"),
    ]

    operations = [
        Batch(
            [
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("at", models.DateTimeField(editable=False, verbose_name="at")),
                        (
                            "kind",
                            models.CharField(
                                choices=crm.core.models.audit_entry.known_kinds,
                                max_length=40,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("done", "done"),
                                    ("refused", "refused"),
                                    ("failed", "failed"),
                                ],
                                default="done",
                                max_length=10,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "person",
                            models.CharField(blank=True, max_length=160, verbose_name="person"),
                        ),
                        (
                            "roles",
                            models.CharField(blank=True, max_length=200, verbose_name="roles"),
                        ),
                        (
                            "address",
                            models.CharField(
                                blank=True, max_length=50, verbose_name="network address"
                            ),
                        ),
                        ("object_id", models.BigIntegerField(null=True)),
                        (
                            "record",
                            models.CharField(blank=True, max_length=200, verbose_name="record"),
                        ),
                        (
                            "said",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what was said"
                            ),
                        ),
                        (
                            "path",
                            models.CharField(blank=True, max_length=200, verbose_name="address"),
                        ),
                        ("count", models.PositiveIntegerField(default=1, verbose_name="number")),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "content_type",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="contenttypes.contenttype",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry of the audit log",
                        "verbose_name_plural": "audit log",
                        "ordering": ["-id"],
                        "default_permissions": ("view",),
                        "indexes": [
                            models.Index(fields=["-at"], name="audit_newest"),
                            models.Index(fields=["by", "-at"], name="audit_of_person"),
                            models.Index(fields=["kind", "-at"], name="audit_of_kind"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("hour", models.DateTimeField()),
                        ("pages", models.PositiveIntegerField(default=0)),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("by", "hour"), name="reading_of_an_hour"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(HELD, FREE),
        every(("Look for alarms in the audit log", "core.watch_audit", 300)),
        schedule(("Remove old entries of the audit log", "core.forget_audit", "3", "50")),
    ]
