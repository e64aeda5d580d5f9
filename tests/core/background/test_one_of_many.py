import pytest
from django.db import OperationalError

from crm.core.background.one_of_many import one_of_many
from crm.core.models import Parameter


def test_one_that_fails_keeps_none_of_the_others(db, caplog):
    codes = list(Parameter.objects.order_by("code").values_list("code", flat=True)[:3])
    for code in codes:
        with one_of_many(code):
            Parameter.objects.filter(code=code).update(value=77)
            if code == codes[1]:
                raise LookupError("nobody thought of it")
    changed = Parameter.objects.filter(value=77).values_list("code", flat=True)
    assert set(changed) >= {codes[0], codes[2]} and codes[1] not in changed
    assert codes[1] in caplog.text


def test_a_database_that_is_away_ends_the_round(db):
    with pytest.raises(OperationalError), one_of_many("x"):
        raise OperationalError
