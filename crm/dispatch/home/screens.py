"""The queue's own addresses: the panel by itself, all rows, and what is done in a row.

Without a script each answer leads back to the page that it was asked from; the script asks for the
panel alone.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.errors import NotPermitted, Refused
from crm.core.punctuation import clauses, labelled
from crm.core.undo import may_take_back, take_back
from crm.staff.forms import scope_choices
from crm.staff.step_forms import step_form

from ..queue import acts
from ..queue.read import one_of
from .queue_panel import Place, asked_of, queue_context


def panel(request):
    """The queue by itself, with the row ``open`` open."""
    return render(request, "dispatch/_queue.html", _context(request))


def _context(request, **more) -> dict:
    return queue_context(request.user, **asked_of(request)) | more


def everything(request):
    """All that waits for a person, page by page."""
    parameters = asked_of(request)
    context = queue_context(request.user, **parameters | {"page": parameters["page"] or "1"})
    return render(request, "dispatch/waiting.html", context)


@require_POST
def take(request, pk: int):
    """Takes the step of a row, another one of its record (``step``), answers, or ticks off."""
    shown = one_of(request.user, pk)
    if shown is None:
        return _gone_on(request, None, _("This has been dealt with already."))
    try:
        return _gone_on(request, *_do(request, shown))
    except (Refused, ValidationError) as error:
        return _refused(request, clauses(getattr(error, "messages", [str(error)])))
    except NotPermitted:
        raise PermissionDenied from None


def _do(request, shown):
    """(what can be taken back or None, what is said)."""
    if acts.is_answer(shown):
        text = request.POST.get("text", "").strip()
        if not text:
            raise Refused(_("Write something first."))
        acts.answer(shown, text, by=request.user)
        return None, _("Answered: %(title)s") % {"title": shown.title}
    if acts.is_tick(shown):
        acts.tick_off(shown, by=request.user)
        return None, _("Done: %(step)s") % {"step": shown.reason or shown.label}
    return _step(request, shown)


def _step(request, shown):
    name = request.POST.get("step") or shown.row.step
    step = acts.step_of(shown, name, request.user)
    form = step_form(shown.record, step, request.POST, request.FILES)
    scope_choices(form, request.user, type(shown.record))
    facts = {}
    if name != shown.row.step or not acts.is_one_click(shown):
        if not form.is_valid():
            raise ValidationError([labelled(form[n].label, e[0]) for n, e in form.errors.items()])
        facts = form.cleaned_data
    taken = acts.take(shown, name, by=request.user, **facts)
    message = _("Done: %(step)s, %(title)s") % {"step": step.transition.label, "title": shown.title}
    return (taken if taken and may_take_back(taken, request.user) else None), message


@require_POST
def undo(request, pk: int):
    """Takes back a step just taken, where nothing has followed from it."""
    try:
        record = take_back(pk, by=request.user)
    except (Refused, NotPermitted) as error:
        return _refused(request, str(error))
    return _gone_on(request, None, _("Taken back: %(record)s") % {"record": record})


def _gone_on(request, taken, message: str):
    if _wants_the_panel(request):
        extra = {"said": message, "taken": taken}
        return render(request, "dispatch/_queue.html", _context(request, **extra))
    messages.success(request, message)
    return _back(request)


def _refused(request, message: str):
    if _wants_the_panel(request):
        context = _context(request, refused=message)
        return render(request, "dispatch/_queue.html", context)
    messages.error(request, message)
    return _back(request)


def _back(request):
    parameters = asked_of(request)
    place = Place(parameters["which"], parameters["page"])
    return redirect(f"{place.url}?{place.query}" if request.GET else place.url)


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
