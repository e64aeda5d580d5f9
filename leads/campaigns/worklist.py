"""Whom an officer approaches next, by which way, with what."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import pgettext_lazy

from crm.core.days import day_of
from crm.core.models import Parameter
from crm.core.transitions import next_steps

from ..models import Activity, CampaignTarget
from ..models.campaign import CampaignState
from ..models.campaign_target import TargetState

WEEK = timedelta(days=7)
GROUPS = {
    "due": pgettext_lazy("worklist", "Now"),
    "week": pgettext_lazy("worklist", "In seven days"),
    "later": pgettext_lazy("worklist", "Later"),
    "not_now": pgettext_lazy("worklist", "Not now"),
}
# Steps that are taken with the line that says what happened.
IN_A_LINE = ("approach", "answer", "meet", "receive", "be_interested", "put_off", "decline")


@dataclass(frozen=True)
class Task:
    """A company as the worklist shows it. ``light`` is "red" for one that sleeps, "yellow" for one
    that is late, "" else; ``steps`` are [(name, label)] of what may come of the next touch.
    """

    target: CampaignTarget
    group: str
    light: str
    days_late: int
    steps: list[tuple[str, str]]

    @property
    def asks_for_way(self) -> bool:
        return not self.target.way

    @property
    def about(self) -> str:
        """For which campaign and why, by which way, and what was said last."""
        target = self.target
        door = target.native or target.chamber or target.through
        last_word = f"{day_of(target.last_at):%m-%d} {target.last_said}" if target.last_said else ""
        parts = [
            str(target.campaign),
            target.link.name if target.link else str(target.list_kind or ""),
            f"{target.get_way_display()} {door}".strip(),
            Truncator(last_word).chars(50),
        ]
        return " · ".join(part for part in parts if part)


def worklist_of(user):
    """The open companies in ``user``'s hand, of running campaigns, the most pressing first."""
    last = Activity.objects.filter(campaigntarget=OuterRef("pk")).order_by("-happened_at", "-id")
    return (
        CampaignTarget.objects.visible_to(user)
        .open()
        .filter(owner=user, campaign__state=CampaignState.RUNNING)
        .with_holder()
        .annotate(
            last_said=Subquery(last.values("summary")[:1]),
            last_at=Subquery(last.values("happened_at")[:1]),
        )
        .select_related(
            "campaign__department", "company", "link", "list_kind", "native", "chamber", "owner"
        )
        .order_by("next_on", F("score").desc(nulls_last=True), "pk")
    )


def tasks_of(targets, user) -> list[Task]:
    sleep_days = Parameter.whole("campaign_sleep_days")
    for target in targets:
        target.sleep_days = sleep_days
    return [task_of(target, user) for target in targets]


def task_of(target, user, today: date | None = None) -> Task:
    today = today or timezone.localdate()
    days = (today - target.next_on).days
    light = "red" if days >= target.sleep_days else "yellow" if days > 0 else ""
    steps = [
        (step.name, str(step.transition.label))
        for step in next_steps(target, user)
        if step.name in IN_A_LINE and not step.refusal
    ]
    return Task(target, group_of(target, today), light, max(days, 0), steps)


def group_of(target, today: date) -> str:
    if target.next_on <= today:
        return "due"
    if target.state == TargetState.NOT_NOW:
        return "not_now"
    return "week" if target.next_on <= today + WEEK else "later"
