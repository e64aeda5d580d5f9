"""Companies that were entered twice: one pair still to be judged, one group beside its member, one
pair already merged.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from crm.core.writing.history import save_as
from leads.companies.likeness import note_candidates
from leads.companies.merge import merge
from leads.models import Company, Contact

from .city import City


def came_twice(officer, **facts) -> Company:
    """As an old ledger brought them in; at the desk the second one would be refused."""
    return save_as(Company(is_demo=True, **facts), by=officer, reason="台账导入")


def doublet_story(city: City, today: date) -> Iterator[date]:
    officer = city.people["officer"]
    yield today - timedelta(days=4)
    for name in ("安衡机器人股份有限公司", "沅启动力电池集团有限公司"):
        note_candidates([came_twice(officer, name=name)], officer)
    yield today - timedelta(days=3)
    duplicate = came_twice(
        officer, name="常德楚屹光电科技有限责任公司", website="https://example.com"
    )
    save_as(Contact(company=duplicate, name="韩卓", position="投资部经理"), by=officer)
    yield today - timedelta(days=2)
    stored = Company.objects.get(name="楚屹光电科技有限公司")
    merge(
        stored,
        duplicate,
        by=city.people["section_head"],
        reason="同一家企业，两次录入",
        take={"website"},
    )
