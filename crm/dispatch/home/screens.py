"""The queue's own addresses: the panel by itself, all rows, and what is done in a row.

Without a script each answer leads back to the home page; the script asks for the panel alone.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.errors import NotPermitted, Refused
from crm.core.punctuation import clauses
from crm.core.undo import may_take_back, take_back
from crm.staff.step_forms import step_form

from ..models import Waiting
from ..queue import acts
from ..queue.read import by_urgency, one_of, shown
from .queue_panel import asked_of, queue_context, task_of

A_PAGE = 50


def panel(request):
    """The queue by itself, with the row ``open`` open."""
    return render(request, "dispatch/_queue.html", _context(request))


def _context(request, **more) -> dict:
    return queue_context(request.user, **asked_of(request)) | more


def everything(request):
    """All that waits for a person, page by page."""
    today = timezone.localdate()
    rows = by_urgency(request.user, today).order_by("urgency", *Waiting._meta.ordering)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
    tasks = [task_of(each, today) for each in shown(page.object_list, request.user, today)]
    return render(request, "dispatch/waiting.html", {"page": page, "tasks": tasks})


@require_POST
def take(request, pk: int):
    """Takes the step of a row, another one of its record (``step``), answers, or ticks off."""
    found = one_of(request.user, pk)
    if found is None:
        return _gone_on(request, None, _("This has been dealt with already."))
    try:
        return _gone_on(request, *_do(request, found))
    except (Refused, ValidationError) as error:
        return _refused(request, clauses(getattr(error, "messages", [str(error)])))
    except NotPermitted:
        raise PermissionDenied from None


def _do(request, found):
    """(what can be taken back or None, what is said)."""
    if acts.is_answer(found):
        text = request.POST.get("text", "").strip()
        if not text:
            raise Refused(_("Write something first."))
        acts.answer(found, text, by=request.user)
        return None, _("Answered: %(title)s") % {"title": found.title}
    if acts.is_tick(found):
        acts.tick_off(found, by=request.user)
        return None, _("Done: %(step)s") % {"step": found.reason or found.label}
    return _step(request, found)


def _step(request, found):
    name = request.POST.get("step") or found.row.step
    step = acts.step_of(found, name, request.user)
    form = step_form(found.record, step, request.POST, request.FILES)
    facts = {}
    if name != found.row.step or not acts.is_one_click(found):
        if not form.is_valid():
            raise ValidationError([f"{form[n].label}: {e[0]}" for n, e in form.errors.items()])
        facts = form.cleaned_data
    taken = acts.take(found, name, by=request.user, **facts)
    said = _("Done: %(step)s, %(title)s") % {"step": step.transition.label, "title": found.title}
    return (taken if taken and may_take_back(taken, request.user) else None), said


@require_POST
def undo(request, pk: int):
    """Takes back a step just taken, where nothing has followed from it."""
    try:
        record = take_back(pk, by=request.user)
    except (Refused, NotPermitted) as error:
        return _refused(request, str(error))
    return _gone_on(request, None, _("Taken back: %(record)s") % {"record": record})


def _gone_on(request, taken, said: str):
    if _wants_the_panel(request):
        more = {"said": said, "taken": taken}
        return render(request, "dispatch/_queue.html", _context(request, **more))
    messages.success(request, said)
    return redirect("wagtailadmin_home")


def _refused(request, said: str):
    if _wants_the_panel(request):
        context = _context(request, refused=said)
        return render(request, "dispatch/_queue.html", context)
    messages.error(request, said)
    return redirect("wagtailadmin_home")


def _wants_the_panel(request) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


urls = (
    [
        path("", everything, name="all"),
        path("panel/", panel, name="panel"),
        path("<int:pk>/take/", take, name="take"),
        path("undo/<int:pk>/", undo, name="undo"),
    ],
    "waiting",
)
