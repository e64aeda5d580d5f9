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
    asked = asked_of(request)
    context = queue_context(request.user, **asked | {"page": asked["page"] or "1"})
    return render(request, "dispatch/waiting.html", context)


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
            raise ValidationError([labelled(form[n].label, e[0]) for n, e in form.errors.items()])
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
    return _back(request)


def _refused(request, said: str):
    if _wants_the_panel(request):
        context = _context(request, refused=said)
        return render(request, "dispatch/_queue.html", context)
    messages.error(request, said)
    return _back(request)


def _back(request):
    asked = asked_of(request)
    place = Place(asked["which"], asked["page"])
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
