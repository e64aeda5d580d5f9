"""What officers write down and say to agents, in the demonstration."""

from datetime import date, timedelta

from django.utils import timezone

from crm.core.days import day_of
from leads.daily.next_steps import finish_next_step, record_activity
from leads.messages.send import send

from .deals import Deal

RECEIVED = [
    "{name}已受理，{officer}负责跟进，三天内给您回话",
    "收到，{name}这条我们接了，先由{officer}和{contact}通个电话",
    "报备已通过，{officer}这两天联系企业，有进展随时告诉您",
    "已受理。{contact}方便什么时间通话？您先帮忙打个招呼",
]
CALLED = [
    "和{contact}通过电话了，比较认真，下一步去{place}当面谈",
    "今天和{contact}聊了四十分钟，问得很细，资料已经发过去了",
    "电话对接了，企业想先看地块资料，我们整理好就发",
]
VISITED = [
    "刚从{place}回来，现场看得不错，正在约老总来常考察",
    "上门拜访过了，企业有意向，用地和用电方案我们在做",
    "和{contact}当面谈了，主要还差两条政策口径，已往上报",
]
SIGNED = [
    "{name}今天签约了，感谢一路帮忙，后面落地的事园区接着跟",
    "协议签好了，合同编号已登记，您这边的份额按报备记录算",
]
AFTER_CALL = ["安排上门拜访", "把地块资料和电价方案发过去"]
AFTER_CALL += ["约园区一起开视频会", "请对方发投资计划书"]
AFTER_VISIT = [
    "邀请老总来常考察",
    "出选址方案和费用测算",
    "约园区和供电公司三方碰头",
    "拟投资协议初稿",
]
AFTER_LAST = ["电话回访", "落实上次答应的事", "约下次见面", "问清时间表", "把意见书面回复企业"]
KINDS = ["call", "visit", "wechat", "meeting"]


def talk(record: dict, kind, summary, next_step, by, *, next_on: date | None = None):
    """Write down what was said about a lead or a project; the step before it is done."""
    now = timezone.now()
    (subject,) = record.values()
    for earlier in subject.activities.with_open_step():
        finish_next_step(earlier, by=by)
    record_activity(
        **record,
        kind=kind,
        happened_at=now,
        summary=summary,
        next_step=next_step,
        next_on=next_on or day_of(now) + timedelta(days=14),
        by=by,
    )


def tell(lead, text: str, officer):
    """The officer keeps the agent informed."""
    if lead.agent:
        send(lead, lead.agent, text=text, by=officer)


def hear(city, lead, text: str):
    """What the agent writes."""
    if lead.agent and text:
        send(lead, lead.agent, text=text, by=city.login_of(lead.agent))


def newest_day(deal: Deal, today: date) -> date:
    """When the newest note of a deal that goes on was written: within the last three weeks."""
    return today - timedelta(days=1 + deal.number * 5 % 21)


def newest_note(deal: Deal, record: dict, officer, today: date):
    """Its next step is due from some days ago to a fortnight ahead, in the same mix every day."""
    talk(
        record,
        KINDS[deal.number % len(KINDS)],
        deal.said.last,
        AFTER_LAST[deal.number % len(AFTER_LAST)],
        officer,
        next_on=max(today + timedelta(days=deal.number * 3 % 17 - 2), timezone.localdate()),
    )
