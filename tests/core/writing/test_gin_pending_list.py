"""Many rows at once: a second process of the database helps, and leaves nothing behind."""

import threading

import pytest
from django.db import connection

from crm.core.writing import bulk
from crm.core.writing.gin_pending_list import emptied_meanwhile
from leads.models import Company
from leads.search.found import matching


def test_rows_written_while_another_process_empties_the_lists_are_found(db):
    before = threading.active_count()
    bulk.insert(Company, [Company(name=f"沅澧示范{n}号") for n in range(bulk.MANY)], by=None)
    assert threading.active_count() == before
    assert (
        matching(Company.objects.all(), "沅澧").count()
        == matching(Company.objects.all(), "yuanli").count()
        == bulk.MANY
    )


def test_the_second_process_empties_what_gathers(db):
    with emptied_meanwhile("leads_company"):
        Company.objects.create(name="沅澧示范")
        for _try in range(200):
            with connection.cursor() as cursor:
                cursor.execute("select pg_stat_clear_snapshot(), pg_sleep(0.01)")
                cursor.execute(
                    "select count(*) from pg_stat_activity where query like "
                    "'%gin_clean_pending_list%' and pid <> pg_backend_pid() and datname = "
                    "current_database()"
                )
                if cursor.fetchone()[0]:
                    break
        else:
            pytest.fail("no second process")
    assert matching(Company.objects.all(), "yuanli").get().name == "沅澧示范"


def test_a_table_that_somebody_holds_to_himself_is_left_to_the_writer(db):
    with connection.cursor() as cursor:
        cursor.execute("lock table leads_company in access exclusive mode")
    with emptied_meanwhile("leads_company"):
        Company.objects.create(name="沅澧示范")
    assert Company.objects.get().name == "沅澧示范"


def test_a_table_without_such_indexes_needs_no_help(db):
    before = threading.active_count()
    with emptied_meanwhile("core_department"):
        assert threading.active_count() == before


def test_only_who_writes_many_rows_lets_the_lists_grow(db):
    def limit():
        with connection.cursor() as cursor:
            cursor.execute("show gin_pending_list_limit")
            return cursor.fetchone()[0]

    assert limit() == "128kB"
    with emptied_meanwhile("leads_company"):
        assert limit() == "16MB"
    assert limit() == "128kB"
