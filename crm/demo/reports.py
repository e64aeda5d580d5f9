"""What still waits for finance: money that park officers reported one by one, a rejected report and
a corrected one.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from crm.core.transitions import perform
from parks.contributions.report import report
from parks.models import Contribution

from .city import City
from .evidence import evidence


def loose_ends(city: City, today: date) -> Iterator[date]:
    """What still waits for finance at the end: money reported, money rejected, and a figure
    corrected.
    """
    yield today - timedelta(days=6)
    verified = Contribution.objects.filter(state="verified", metric="fixed_assets", is_demo=True)
    park_officer = city.people["park_officer"]
    contributions = [
        contribution
        for contribution in verified.select_related("enterprise__park").order_by("id")
        if contribution.enterprise.park.department_id == park_officer.department_id
    ]
    for enterprise in dict.fromkeys(contribution.enterprise for contribution in contributions[:4]):
        report(
            enterprise,
            by=park_officer,
            evidence=evidence("到资凭证"),
            metric="equipment",
            amount=Decimal(8_600_000),
            happened_on=timezone.localdate(),
        )
    wrong_report = report(
        contributions[0].enterprise,
        by=park_officer,
        evidence=evidence("到资凭证"),
        metric="equipment",
        amount=Decimal(990_000_000),
        happened_on=timezone.localdate(),
    )
    yield today - timedelta(days=5)
    perform(wrong_report, "reject", by=city.people["finance"], note="金额与凭证不符，请核对小数点")
    last = contributions[-1]
    correction = report(
        last.enterprise,
        by=park_officer,
        evidence=evidence("更正凭证"),
        supersedes=last,
        metric=last.metric,
        amount=last.amount - 1_200_000,
        land_amount=last.land_amount,
        happened_on=last.happened_on,
        remark="扣除重复计入的设备款",
    )
    perform(correction, "verify", by=city.people["finance"])
