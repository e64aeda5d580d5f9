"""Whoever owns the database can change everything in it. Each way that we know of is gone, as
superuser, in a database of its own, and has to be found and named.
"""

import pytest

from tests.proof import kinds_beside, kinds_of_documents, kinds_of_ledger, kinds_of_rules

pytestmark = pytest.mark.django_db
FIFTY_FIVE = [*kinds_of_ledger.KINDS, *kinds_beside.KINDS, *kinds_of_documents.KINDS]
KINDS = [*FIFTY_FIVE, *kinds_of_rules.KINDS]


def test_there_are_fifty_five_kinds_and_more():
    assert len(kinds_of_ledger.KINDS) == 16
    assert len(kinds_beside.KINDS) == 20
    assert len(kinds_of_documents.KINDS) == 19
    assert len({kind.words for kind in KINDS}) == 77


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_it_is_found_and_named(city, looked_at, kind):
    found = looked_at(*kind.sql, before=(lambda: kind.act(city)) if kind.act else None)
    named = [
        str(fault) for fault in found.faults if fault.table == kind.of and kind.says in fault.said
    ]
    assert named, [str(fault) for fault in found.faults]
