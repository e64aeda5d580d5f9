"""Many rows at once are searchable like any other; only who writes many lets the pending lists of
the GIN indexes grow, and only in that transaction.
"""

from django.db import connection, transaction

from crm.core.writing import bulk
from leads.models import Company
from leads.search.found import matching


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("show gin_pending_list_limit")
        return cursor.fetchone()[0]


def companies(count: int) -> list[Company]:
    return [Company(name=f"沅澧示范{number}号") for number in range(count)]


def test_many_rows_are_found(db):
    bulk.insert(Company, companies(bulk.MANY), by=None)
    assert (
        matching(Company.objects.all(), "沅澧").count()
        == matching(Company.objects.all(), "yuanli").count()
        == Company.history.count()
        == bulk.MANY
    )


def test_only_who_writes_many_rows_lets_the_lists_grow(db, monkeypatch):
    monkeypatch.setattr(bulk, "MANY", 5)
    bulk.insert(Company, companies(4), by=None)
    assert limit() == "128kB"
    with transaction.atomic():
        bulk.insert(Company, companies(5), by=None)
        assert limit() == "2MB"
        transaction.set_rollback(True)
    assert limit() == "128kB"
