"""Numbers that people read: of each kind its own, without gaps, begun anew every year."""

import pytest
from django.apps import apps
from django.db import transaction

from crm.core.models import Numbers

pytestmark = pytest.mark.django_db
LETTERS = Numbers("letter", "XF")


def test_they_follow_each_other_and_begin_anew_every_year():
    assert [LETTERS.take(2026), LETTERS.take(2026)] == ["XF-2026-0001", "XF-2026-0002"]
    assert LETTERS.take(2027) == "XF-2027-0001"
    assert LETTERS.take_many(3, 2026) == ["XF-2026-0003", "XF-2026-0004", "XF-2026-0005"]
    assert LETTERS.take_many(0, 2026) == []
    assert LETTERS.take(2026) == "XF-2026-0006"


def test_another_kind_counts_by_itself():
    LETTERS.take(2026)
    assert Numbers("parcel", "BG", places=5).take(2026) == "BG-2026-00001"


def test_a_number_that_was_not_used_is_given_again():
    try:
        with transaction.atomic():
            LETTERS.take(2026)
            raise ValueError
    except ValueError:
        pass
    assert LETTERS.take(2026) == "XF-2026-0001"


def test_no_two_models_share_letters_or_count_together():
    series = [model.NUMBERS for model in apps.get_models() if hasattr(model, "NUMBERS")]
    assert len(series) == 18
    assert len({each.letters for each in series}) == len({each.kind for each in series}) == 18


def test_outside_a_transaction_none_is_given(monkeypatch):
    with monkeypatch.context() as outside:
        outside.setattr(transaction.get_connection(), "in_atomic_block", False)
        with pytest.raises(RuntimeError, match="inside the transaction"):
            LETTERS.take(2026)
