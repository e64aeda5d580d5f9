"""A settled enterprise that uses the portal: its people, and what it reports itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from crm.core.transitions import perform
from crm.desk.models import ServiceKind
from crm.desk.requests.receive import receive
from crm.desk.requests.settle import answer
from crm.portal.enterprise.logins import change_rights, invite_colleague, invite_first
from crm.portal.invite import code_of, hand_over_code, join
from crm.site.models import PolicyPage
from crm.site.policies.apply import apply_for
from crm.site.policies.facts import facts_of
from crm.site.policies.fitting import fits_for
from parks.contributions.declare import declare
from parks.entries.milestone_reports import report_milestone
from parks.models import Enterprise

from .city import City

COMPANY = "湘澜新能源科技股份有限公司"
WAN = Decimal(10_000)


def evidence(paper: str) -> ContentFile:
    """A file that is called after what it shows: the enterprise finds it by that."""
    return ContentFile(f"演示用{paper}\n".encode(), name=f"{paper}.txt")


def enterprises_story(city: City, today: date) -> Iterator[date]:
    """The first person is invited by the park, a colleague by her. Money and milestones that they
    report are judged, wait, or were taken back.
    """
    first, colleague = city.people["enterprise"], city.people["enterprise_2"]
    park_officer = city.people["park_officer"]
    yield today - timedelta(days=40)
    enterprise = (
        Enterprise.objects.filter(company__name=COMPANY, is_demo=True).order_by("pk").first()
    )
    invitation = invite_first(enterprise, name=first.name, by=park_officer)
    hand_over_code(invitation, by=city.people["section_head"])
    yield today - timedelta(days=39)
    join(invitation, by=first, code=code_of(invitation))
    second_invitation = invite_colleague(
        enterprise, name=colleague.name, email="", rights=[], by=first
    )
    yield today - timedelta(days=38)
    join(second_invitation, by=colleague)
    person = enterprise.people.get(user=colleague)
    change_rights(person, rights=["handles_progress", "handles_requests"], by=first)
    yield from _milestones(enterprise, colleague, park_officer, today)
    yield from _money(enterprise, first, park_officer, today)
    yield from _service(enterprise, first, park_officer, today)


def _milestones(enterprise, colleague, park_officer, today: date) -> Iterator[date]:
    yield today - timedelta(days=30)
    first_report = _milestone(enterprise, colleague, "land_acquired", 430, "土地出让合同")
    yield today - timedelta(days=28)
    perform(first_report, "refuse", by=park_officer, note="请上传不动产权证，合同只能证明签约")
    yield today - timedelta(days=24)
    second_report = _milestone(enterprise, colleague, "land_acquired", 400, "不动产权证")
    yield today - timedelta(days=22)
    perform(second_report, "accept", by=park_officer)
    yield today - timedelta(days=3)
    _milestone(enterprise, colleague, "completed", 5, "厂房竣工验收记录")


def _milestone(enterprise, by, kind: str, days_ago: int, paper: str):
    signed_on, day = enterprise.project.signed_on, timezone.localdate() - timedelta(days=days_ago)
    return report_milestone(
        enterprise,
        by=by,
        kind=kind,
        happened_on=max(day, signed_on) if signed_on else day,
        evidence=evidence(paper),
        note=paper,
    )


def _money(enterprise, first, park_officer, today: date) -> Iterator[date]:
    yield today - timedelta(days=20)
    good = _declared(enterprise, first, "equipment", 2_680 * WAN, 25, "设备款银行回单")
    yield today - timedelta(days=18)
    perform(good, "vouch", by=park_officer)
    yield today - timedelta(days=15)
    wrong = _declared(enterprise, first, "jobs", Decimal(286), 16, "社保缴费证明")
    yield today - timedelta(days=13)
    perform(
        wrong, "turn_down", by=park_officer, note="人数与社保系统不一致，请按 9 月缴费人数重新申报"
    )
    yield today - timedelta(days=9)
    slip = _declared(enterprise, first, "equipment", 3_100 * WAN, 10, "设备款银行回单")
    perform(slip, "take_back", by=first)
    yield today - timedelta(days=2)
    _declared(enterprise, first, "equipment", 310 * WAN, 4, "设备款银行回单")


def _declared(enterprise, by, metric: str, amount: Decimal, days_ago: int, paper: str):
    day = timezone.localdate() - timedelta(days=days_ago)
    return declare(
        enterprise, by=by, metric=metric, amount=amount, happened_on=day, evidence=evidence(paper)
    )


def _service(enterprise, first, park_officer, today: date) -> Iterator[date]:
    """A request that is answered and waits for the enterprise's word, and an application for the
    policy that fits best.
    """
    yield today - timedelta(days=2)
    request = receive(
        channel="portal",
        kind=ServiceKind.objects.get(code="labour"),
        content="二期投产需招聘操作工 120 人，园区能否协助对接职业院校？",
        contact_name=first.name,
        phone="13800000052",
        enterprise=enterprise,
        by=first,
        is_demo=True,
    )
    perform(request, "take_up", by=park_officer)
    yield today - timedelta(days=1)
    text = "已与常德职院对接，12 月 5 日在园区服务中心专场招聘，请提前报送岗位清单。"
    answer(request, by=park_officer, answer=text)
    _apply(enterprise, first)


def _apply(enterprise, first):
    """For the best of the policies that fit and for which it has not applied."""
    fitting = [fit.pk for fit in fits_for(facts_of(enterprise), first).fits]
    open_policies = PolicyPage.objects.filter(pk__in=fitting).exclude(
        applications__enterprise=enterprise
    )
    policy = next((policy for policy in open_policies.order_by("pk") if policy.is_taken_now), None)
    if policy is None:
        return
    apply_for(
        policy,
        facts_of(enterprise),
        by=first,
        enterprise=enterprise,
        name=enterprise.name,
        credit_code=enterprise.credit_code,
        contact=first.name,
        phone="13800000052",
        text="按条款申报，材料见附件",
        is_demo=True,
    )
