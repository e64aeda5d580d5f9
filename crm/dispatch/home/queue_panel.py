"""The queue as it stands on the home page: groups by urgency, one row open with its decision."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.staff.next_step import next_step_of

from ..queue import acts
from ..queue.brief import brief
from ..queue.read import Shown, Urgency, counts_of, first_of_each, one_of

AT_MOST = 6
WHICH = {"": None, "decide": True, "follow": False}


@dataclass(frozen=True)
class Group:
    urgency: Urgency
    count: int
    rows: list

    @property
    def more(self) -> int:
        return self.count - len(self.rows)

    @property
    def tone(self) -> str:
        tones = {Urgency.OVERDUE: "late", Urgency.TODAY: "soon"}
        return tones.get(self.urgency, "second")

    @property
    def icon(self) -> str:
        icons = {Urgency.OVERDUE: "ds-warn", Urgency.TODAY: "ds-clock"}
        return icons.get(self.urgency, "ds-calendar")


@dataclass(frozen=True)
class Task:
    """A row with what can be done in it. ``do`` is "take" for one click, "tick", "open" for a form
    in the row, or "go" for a screen of its own.
    """

    shown: Shown
    do: str
    button: str
    due: str
    tone: str

    @property
    def key(self) -> int:
        return self.shown.row.pk

    @property
    def take_url(self) -> str:
        return reverse("waiting:take", args=[self.key])


def queue_context(user, *, which: str = "", open_key: int | None = None) -> dict:
    """What the panel shows to ``user``; ``open_key`` is the row that lies open, else the first."""
    which = which if which in WHICH else ""
    counts = counts_of(user)
    wanted = WHICH[which]
    first = first_of_each(user, AT_MOST, decisions=wanted)
    tasks = [task_of(each) for each in first]
    opened = _opened(user, tasks, open_key)
    groups = [
        Group(
            urgency,
            sum(n for (u, d), n in counts.items() if u == urgency and wanted in (None, d)),
            [each for each in tasks if each.shown.row.urgency == urgency],
        )
        for urgency in Urgency
    ]
    return {
        "groups": [each for each in groups if each.count],
        "which": which,
        "tabs": _tabs(counts, which),
        "opened": opened,
        "opened_is_listed": opened in tasks,
        "card": card_of(opened, user) if opened else None,
        "all": sum(counts.values()),
        "counted": {
            "all": sum(counts.values()),
            "late": _of(counts, Urgency.OVERDUE),
            "today": _of(counts, Urgency.TODAY),
        },
    }


def asked_of(request) -> dict:
    """What an address asks of the queue: which rows, and which one is to lie open."""
    key = request.GET.get("open", "")
    is_key = key.isascii() and key.isdigit() and len(key) < 19
    return {"which": request.GET.get("which", ""), "open_key": int(key) if is_key else None}


def _opened(user, tasks, key):
    """The row asked for, also where it is not among the first ones; else the first of all."""
    if key is None:
        return tasks[0] if tasks else None
    found = next((each for each in tasks if each.key == key), None)
    if found is None and (shown := one_of(user, key)):
        found = task_of(shown)
    return found or (tasks[0] if tasks else None)


def _of(counts, urgency) -> int:
    return sum(n for (u, _decides), n in counts.items() if u == urgency)


def _tabs(counts, which) -> list[tuple]:
    """[(name, label, count, is chosen)] above the queue."""
    decide = sum(n for (_u, decides), n in counts.items() if decides)
    rest = sum(counts.values()) - decide
    return [
        ("", _("All"), decide + rest, which == ""),
        ("decide", _("For me to decide"), decide, which == "decide"),
        ("follow", _("For me to follow"), rest, which == "follow"),
    ]


def task_of(shown: Shown, today: date | None = None) -> Task:
    today = today or timezone.localdate()
    do, button = _done_by(shown)
    return Task(shown, do, button, *_due(shown, today))


def _done_by(shown: Shown) -> tuple[str, str]:
    if acts.is_tick(shown):
        return "tick", _("Mark as done")
    if acts.is_answer(shown):
        return "open", _("Answer")
    step = acts.transition_of(shown)
    if step is None:
        return "go", _("Go there")
    if acts.is_one_click(shown):
        return "take", shown.label
    return "open", _("Fill in") if shown.row.missing else shown.label


def _due(shown: Shown, today: date) -> tuple[str, str]:
    """(when it is due in words, its tone)."""
    due = shown.row.due_on
    if due is None:
        return "", ""
    if shown.days_late:
        said = ngettext("%(days)d day late", "%(days)d days late", shown.days_late)
        return said % {"days": shown.days_late}, "late"
    if due == today:
        return _("today"), "soon"
    return f"{due:%m-%d}" if due.year == today.year else f"{due:%Y-%m-%d}", ""


def card_of(task: Task, user) -> dict:
    """What lies open: the facts of the decision and its forms."""
    shown = task.shown
    card = {"facts": brief(shown.record), "others": [], "next": None, "unread": []}
    if acts.is_answer(shown):
        card["unread"] = acts.unread_of(shown, user)
    elif task.do == "take":
        card["others"] = acts.further_steps(shown, user)
    elif task.do == "open":
        card["next"] = next_step_of(shown.record, user)
    return card
