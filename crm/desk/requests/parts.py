"""What stands on a request's page beside its own facts: messages, times, who helps, what was asked
before.
"""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.models import Attachment
from crm.core.punctuation import aside, labelled
from crm.staff.extensions import (
    Saying,
    add_actions,
    add_blocks,
    add_figures,
    add_marks,
    add_sayings,
)
from crm.staff.record_parts import Block, Figure, Item, Mark
from crm.staff.timeline import AGENCY, CHANGES, Happening, add_to_timeline

from ..clocks.working_time import working_hours_between
from ..knowledge.find import offered_for
from ..knowledge.screens import entry_action
from ..models import ServiceMessage, ServiceRequest, Supervision, Urgency
from .say import mark_read, reply


def moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else "—"


def link(record) -> str:
    return reverse(f"{record._meta.model_name}:inspect", args=[record.pk])


def messages_in_time(request, user, window) -> list[Happening]:
    """What both sides said; who handles the request has read it then."""
    messages = list(window.of(request.messages.select_related("by"), "at"))
    if request.person_id == user.pk and any(
        message.is_from_enterprise and message.seen_at is None for message in messages
    ):
        mark_read(request)
    files = files_of(messages)
    return [_happened(request, message, files.get(message.pk, [])) for message in messages]


def files_of(messages) -> dict[int, list[Attachment]]:
    if not messages:
        return {}
    kind = ContentType.objects.get_for_model(ServiceMessage)
    keys = [message.pk for message in messages]
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(content_type=kind, object_id__in=keys):
        files.setdefault(file.object_id, []).append(file)
    return files


def _happened(request, message, files) -> Happening:
    if message.is_from_enterprise:
        who, kind = message.by or request.who, _("message of the enterprise")
    else:
        who = message.by or ""
        kind = _("answer to the enterprise") if message.is_answer else _("to the enterprise")
    sent = labelled(_("by mail"), message.get_mail_display()) if message.mail else ""
    return Happening(
        message.at,
        who,
        sent,
        kind,
        icon="ds-mail" if message.is_from_enterprise else "ds-send",
        tone="" if message.is_from_enterprise else "out",
        said=message.text,
        files=files,
    )


def supervisions_in_time(request, user, window) -> list[Happening]:
    return [
        Happening(
            supervision.at,
            supervision.by,
            f"{supervision.number} → {supervision.to}{aside(supervision.due_on)}",
            Supervision._meta.verbose_name,
            icon="ds-warn",
            tone="warn",
            said=supervision.text + (f"\n{supervision.answer}" if supervision.answer else ""),
        )
        for supervision in window.of(request.supervisions.select_related("by", "to"), "at")
    ]


def may_write(request, user) -> bool:
    return user.has_perm("desk.work_servicerequest") and not request.not_in_the_lead(user)


def say(request, *, by, text, files, next_on=None, to=""):
    reply(request, text, by=by, files=files)


def light_marks(request, user) -> list[Mark]:
    """How urgent, whether late, how often opened again, whether under supervision."""
    marks = []
    if request.urgency != Urgency.NORMAL:
        marks.append(Mark(request.get_urgency_display(), tone="wait"))
    if request.is_confidential:
        marks.append(Mark(str(_("confidential")), tone="bad"))
    if request.due_at:
        marks += _time_mark(request)
    if request.times_reopened:
        words = {"count": request.times_reopened, "level": request.get_level_display()}
        marks.append(Mark(_("opened again %(count)d ×, now: %(level)s") % words, light="red"))
    if request.supervisions.open().exists():
        marks.append(Mark(str(_("under supervision")), light="red"))
    return marks


def _time_mark(request) -> list[Mark]:
    now = timezone.now()
    if request.due_at < now:
        hours_late = working_hours_between(request.due_at, now)
        return [Mark(_("late by %(hours)s working hours") % {"hours": _short(hours_late)}, "red")]
    hours_left = working_hours_between(now, request.due_at)
    label = _("%(hours)s working hours left") % {"hours": _short(hours_left)}
    return [Mark(label, "yellow" if hours_left < 8 else "green")]


def _short(hours) -> str:
    return f"{hours:.1f}".removesuffix(".0")


def figures(request, user) -> list[Figure]:
    if request.answer_hours is None:
        return []
    notes = (_("in time") if request.was_in_time else _("late"),)
    label = _("first answer after")
    return [Figure(label, _short(request.answer_hours), _("working hours"), notes)]


def clock_panel(request):
    rows = [
        (
            "",
            [
                clock.get_kind_display(),
                moment(clock.started_at),
                moment(clock.due_at),
                _stand_of(clock),
            ],
        )
        for clock in request.clocks.order_by("pk")
    ]
    return (_("Promised times"), [_("what is due"), _("since"), _("due at"), _("state")], rows)


def _stand_of(clock) -> str:
    if clock.met_at:
        text = _("kept, %(when)s") if clock.was_kept else _("late, %(when)s")
        return text % {"when": moment(clock.met_at)}
    if clock.stopped_at:
        return _("no longer needed")
    return _("overdue") if clock.was_kept is False else _("running")


def help_panel(request):
    rows = [
        (
            link(assistance),
            [
                assistance.department,
                assistance.task,
                assistance.due_on,
                assistance.get_state_display(),
                assistance.part or "—",
            ],
        )
        for assistance in request.assistances.select_related("department")
    ]
    columns = [_("department"), _("task"), _("to be done by"), _("state"), _("its part")]
    return (_("Departments that help"), columns, rows)


def earlier_panel(request, user):
    """What the same enterprise or number asked besides."""
    visible = ServiceRequest.objects.visible_to(user).exclude(pk=request.pk).select_related("kind")
    facts = (
        {"company": request.company_id},
        {"credit_code": request.credit_code},
        {"phone_key": request.phone_key},
    )
    condition = next((fact for fact in facts if any(fact.values())), None)
    requests = visible.filter(**condition).order_by("-pk")[:10] if condition else []
    rows = [
        (
            link(earlier),
            [
                earlier.number,
                earlier.title,
                earlier.kind,
                earlier.get_state_display(),
                moment(earlier.received_at),
            ],
        )
        for earlier in requests
    ]
    columns = [
        _("number"),
        _("matter"),
        _("kind"),
        _("state"),
        pgettext("service request", "received at"),
    ]
    return (_("Also asked"), columns, rows)


def offered_block(request, user) -> list[Block]:
    """While it is not answered: what was answered to others who asked alike."""
    if not request.is_open or not user.has_perm("desk.view_knowledgeentry"):
        return []
    entries = offered_for(f"{request.title} {request.content}"[:500], kind=request.kind)
    return [Block(_("Answered before"), [Item(entry.question, link(entry)) for entry in entries])]


def joint_actions(request, user):
    """Asking for help, and supervising."""
    actions = []
    if may_write(request, user) and request.state in ("assigned", "in_progress"):
        actions.append((_("Ask departments to help"), _screen("help", request)))
    if request.is_open and request.person_id and user.has_perm("desk.add_supervision"):
        actions.append((_("Supervise"), _screen("supervise", request)))
    return actions


def _screen(name: str, request) -> str:
    return reverse(f"servicerequest:{name}", args=[request.pk])


add_to_timeline(ServiceRequest, AGENCY, messages_in_time)
add_to_timeline(ServiceRequest, CHANGES, supervisions_in_time)
add_sayings(
    ServiceRequest,
    Saying(
        "message",
        gettext_lazy("To the enterprise"),
        say,
        is_for=may_write,
        placeholder=gettext_lazy("The enterprise reads this on its tracking page and by mail"),
        has_next=False,
    ),
)
add_marks(ServiceRequest, light_marks)
add_figures(ServiceRequest, figures)
add_actions(ServiceRequest, joint_actions, entry_action)
add_blocks(ServiceRequest, offered_block)
