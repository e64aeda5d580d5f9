"""No tracked row is written without its row of history, whoever writes it and by whatever way."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from crm.core import history_wall
from crm.core.database.owner import as_owner
from crm.core.models import Department
from crm.core.models.tracked import TRIGGERS, tracked_models
from crm.core.writing import bulk
from crm.core.writing.history import create_many, save_as
from crm.core.writing.occasions import spoken
from leads.models import Tag
from parks.contributions.report import report
from parks.contributions.verify import verify

pytestmark = pytest.mark.django_db
NO_ROW = "without its row of history"


def at_the_end():
    """What the database asks when a transaction ends."""
    connection.check_constraints()


def sql(text: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def department(name="招商一科") -> Department:
    made = Department.objects.create(name=name)
    at_the_end()
    return made


def test_every_tracked_table_is_held_and_always():
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass || '.' || tgname from pg_trigger "
            "where starts_with(tgname, 'history_of_') and tgenabled = 'A' and tgdeferrable"
        )
        standing = {name for (name,) in cursor.fetchall()}
    assert len(tracked_models()) > 150
    assert standing == set(TRIGGERS)


WAYS_AROUND = {
    "an update": "update core_department set name = '甲' where id = %s",
    "a deletion": "delete from core_department where id = %s",
    "an insertion": "insert into core_department (name, short_name, is_demo) "
    "select '乙', '', false from core_department where id = %s",
    "a change to and fro": "update core_department set name = '甲' where id = %s; "
    "update core_department set name = '招商一科'",
    "a row of history that says something else": (
        "update core_department set name = '甲' where id = %s;"
        "insert into core_historicaldepartment "
        "(id, name, short_name, is_demo, history_date, history_type) "
        "select id, '丙', '', false, now(), '~' from core_department"
    ),
}


@pytest.mark.parametrize("way", WAYS_AROUND)
def test_what_is_written_past_the_history_is_refused(way):
    row = department()
    with pytest.raises(IntegrityError, match=NO_ROW), transaction.atomic():
        sql(WAYS_AROUND[way], row.pk)
        at_the_end()


def test_a_savepoint_within_is_no_way_around():
    row = department()
    with pytest.raises(IntegrityError, match=NO_ROW), transaction.atomic():
        with transaction.atomic():
            sql("update core_department set name = '甲' where id = %s", row.pk)
        at_the_end()


def types_of(**of) -> str:
    rows = Department.history.filter(**of).order_by("history_id")
    return "".join(rows.values_list("history_type", flat=True))


def test_each_way_of_ours_leaves_one_row_a_write(people):
    one = save_as(Department(name="甲"), by=people.headquarters, reason="新设")
    many = create_many(
        Department, [Department(name="乙"), Department(name="丙")], by=people.headquarters
    )
    copied = bulk.insert(Department, [Department(name="丁")], by=people.headquarters, reason="新设")
    bulk.update_alike(Department, [copied[0].pk], {"name": "戊"}, by=people.headquarters)
    copied[0].name = "己"
    bulk.update(Department, copied, {"name"}, by=people.headquarters)
    one.name = "庚"
    one.save()
    one.delete()
    at_the_end()
    assert [types_of(id=row.pk) for row in (*many, *copied)] == ["+", "+", "+~~"]
    assert types_of(name__in=["甲", "庚"]) == "+~-"


def test_what_the_history_does_not_keep_changes_without_a_row(people):
    before = people.officer.history.count()
    sql("update core_user set last_login = now() where id = %s", people.officer.pk)
    at_the_end()
    assert people.officer.history.count() == before


def test_a_row_that_is_stored_as_it_was_needs_none():
    row = department()
    sql("update core_department set name = name where id = %s", row.pk)
    at_the_end()


def test_a_row_may_go_with_its_whole_history():
    row = department()
    sql("delete from core_department where id = %s", row.pk)
    with as_owner():
        sql("delete from core_historicaldepartment where id = %s", row.pk)
    at_the_end()


def test_a_new_field_is_held_after_the_next_migrate():
    """The function is made anew where what it compares is another."""
    wall = history_wall.Wall(Department)
    with as_owner():
        sql(f"comment on function {wall.function}() is 'of an earlier form'")
        sql("alter table core_department disable trigger history_of_changes")
        history_wall.build()
    row = department()
    with pytest.raises(IntegrityError, match=NO_ROW), transaction.atomic():
        sql("update core_department set name = '甲' where id = %s", row.pk)
        at_the_end()


class TestActorAndReason:
    def test_where_nobody_is_named_the_program_stands_with_the_occasion(self):
        version = department().history.get()
        assert version.history_user.username == "program"
        assert version.history_change_reason.startswith("@command ")
        assert spoken(version.history_change_reason) == ""

    def test_on_a_screen_it_is_who_is_logged_in_and_which_screen(self, client, people):
        client.force_login(people.officer)
        client.post(reverse("tag:add"), {"name": "重点", "department": people.city.pk})
        version = Tag.history.get()
        assert (version.history_user, version.history_change_reason) == (
            people.officer,
            "@screen tag:add",
        )

    def test_what_somebody_gave_as_the_reason_stands(self, people):
        made = save_as(Department(name="甲"), by=people.headquarters, reason="机构改革")
        version = made.history.get()
        assert (version.history_user, version.history_change_reason) == (
            people.headquarters,
            "机构改革",
        )
        assert spoken(version.history_change_reason) == "机构改革"

    def test_verifying_leaves_one_row_that_knows_its_moment(self, people, deal, evidence):
        contribution = report(
            deal.enterprise,
            by=people.park_officer,
            evidence=evidence(),
            metric="paid_in",
            amount=Decimal("20000000"),
            happened_on=date(2023, 12, 20),
        )
        before = contribution.history.count()
        verify(contribution, by=people.finance)
        newest = contribution.history.first()
        assert contribution.history.count() == before + 1
        assert newest.verified_at == contribution.verified_at is not None
        assert newest.history_user == people.finance
