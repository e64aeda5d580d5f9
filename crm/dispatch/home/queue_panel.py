"""The queue in groups by urgency, with one row open: on the home page the first rows of each group,
on its own page all rows, page by page.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.staff.next_step import next_step_of

from ..queue import acts
from ..queue.brief import brief
from ..queue.read import Shown, Urgency, counts_of, first_of_each, one_of, page_of

AT_MOST = 6
WHICH = {"": None, "decide": True, "follow": False}


@dataclass(frozen=True)
class Group:
    urgency: Urgency
    count: int
    rows: list
    more: int

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


@dataclass(frozen=True)
class Place:
    """Where the queue stands, and which of its rows: ``page`` of all of them, None on the home
    page.
    """

    which: str
    page: str | None

    @property
    def url(self) -> str:
        return reverse("wagtailadmin_home" if self.page is None else "waiting:all")

    @property
    def query(self) -> str:
        parameters = {"which": self.which} | ({} if self.page is None else {"p": self.page})
        return urlencode(parameters)


def queue_context(
    user, *, which: str = "", open_key: int | None = None, page: str | None = None
) -> dict:
    """What the panel shows to ``user``; ``open_key`` is the row that lies open. Without it the
    first row is open on the home page, which has no ``page``.
    """
    which = which if which in WHICH else ""
    counts = counts_of(user)
    if page is None:
        current_page, rows = None, first_of_each(user, AT_MOST, decisions=WHICH[which])
    else:
        current_page, rows = page_of(user, page, decisions=WHICH[which])
    tasks = [task_of(row) for row in rows]
    opened = _opened(user, tasks, open_key, or_first=current_page is None)
    return {
        "groups": _groups(tasks, counts, WHICH[which], is_whole=current_page is not None),
        "page": current_page,
        "place": Place(which, None if current_page is None else str(current_page.number)),
        "which": which,
        "tabs": _tabs(counts, which, current_page is not None),
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
    return {
        "which": request.GET.get("which", ""),
        "open_key": int(key) if is_key else None,
        "page": request.GET.get("p"),
    }


def _groups(tasks, counts, is_decision: bool | None, *, is_whole: bool) -> list[Group]:
    groups = []
    for urgency in Urgency:
        rows = [task for task in tasks if task.shown.row.urgency == urgency]
        count = sum(n for (u, d), n in counts.items() if u == urgency and is_decision in (None, d))
        if rows if is_whole else count:
            groups.append(Group(urgency, count, rows, 0 if is_whole else count - len(rows)))
    return groups


def _opened(user, tasks, key, *, or_first: bool):
    """The row asked for, even where it is not among those shown; else the first one, or none."""
    opened = next((task for task in tasks if task.key == key), None)
    if opened is None and key is not None and (shown := one_of(user, key)):
        opened = task_of(shown)
    return opened or (tasks[0] if tasks and or_first else None)


def _of(counts, urgency) -> int:
    return sum(n for (u, _decides), n in counts.items() if u == urgency)


def _tabs(counts, which, is_whole: bool) -> list[tuple]:
    """[(where it leads, label, count, is chosen)] above the queue."""
    to_decide = sum(n for (_u, decides), n in counts.items() if decides)
    to_follow = sum(counts.values()) - to_decide
    labels = (
        ("", _("All"), to_decide + to_follow),
        ("decide", _("For me to decide"), to_decide),
        ("follow", _("For me to follow"), to_follow),
    )
    first = "1" if is_whole else None
    return [(Place(name, first), label, n, which == name) for name, label, n in labels]


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
        message = ngettext("%(days)d day late", "%(days)d days late", shown.days_late)
        return message % {"days": shown.days_late}, "late"
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
