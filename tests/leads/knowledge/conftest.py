from datetime import date

import pytest

from leads.knowledge.enter import enter_acquaintance, enter_relation
from leads.models import Company, Native


@pytest.fixture
def company(db):
    return Company.objects.create(name="示范重工集团有限公司")


@pytest.fixture
def native(db):
    return Native.objects.create(name="周远", lives_in="深圳")


@pytest.fixture
def relate(people):
    """``relate(one, "supplier", other)``: the other supplies the one."""

    def relate(company, kind, other, **facts):
        facts = {"source": "走访", "said_on": date(2026, 9, 1), **facts}
        return enter_relation(by=people.officer, company=company, kind=kind, other=other, **facts)

    return relate


@pytest.fixture
def acquaint(people):
    def acquaint(company, by=None, **facts):
        facts = {"consent": "given", "consent_on": date(2026, 9, 1), **facts}
        return enter_acquaintance(by=by or people.officer, company=company, **facts)

    return acquaint
