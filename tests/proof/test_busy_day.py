"""An ordinary busy day is no alarm, over several checkpoints."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_busy_day_verifies_clean(city, looked_at):
    assert [checkpoint.body["unexplained"] for checkpoint in city.at_checkpoints] == [
        [],
        [],
        [],
        [],
        [],
    ]
    found = looked_at()
    assert list(map(str, found.faults)) == []
    assert (found.checkpoints, found.notes) == (5, [])
