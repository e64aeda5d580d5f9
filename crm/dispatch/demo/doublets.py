"""Companies that were entered twice: one pair still to be judged, one group beside its member, one pair already merged."""

from collections.abc import Iterator
from datetime import date, timedelta

from crm.core.history import save_as
from leads.companies.enter import enter_company
from leads.companies.likeness import note_candidates
from leads.companies.merge import merge
from leads.models import Company, Contact

from .city import MARK, City


def doublet_story(city: City, today: date) -> Iterator[date]:
    officer = city.people["officer"]
    yield today - timedelta(days=4)
    for name in ("示范机器人股份有限公司", "示范动力电池集团有限公司"):
        note_candidates([enter_company(by=officer, name=f"{name}{MARK}", is_demo=True)], officer)
    yield today - timedelta(days=3)
    twice = enter_company(by=officer, name=f"常德示范显示器件有限责任公司{MARK}", website="https://example.com", is_demo=True)
    save_as(Contact(company=twice, name="韩经理", position="投资部", phone="0736-0000000"), by=officer)
    yield today - timedelta(days=2)
    stored = Company.objects.get(name=f"示范显示器件有限公司{MARK}")
    merge(stored, twice, by=city.people["section_head"], reason="同一家企业，两次录入", take={"website"})
