"""Asking and following without a log-in. What opens a request is its number with its code; nothing
here knows a session, so no cookie is set and none is asked for.
"""

import hmac
from collections.abc import Callable

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from crm.core.address import address_of
from crm.core.limits.code_to_copy import ask_for_code
from crm.core.models import Attachment
from crm.core.refusals import refusals_on

from ..figures.read import public_figures
from ..knowledge.find import offered_for
from ..models import ServiceMessage, ServiceRequest
from ..models.request import Channel
from ..requests.say import hear
from ..requests.settle import confirm, withdraw
from ..strangers import guard
from .follow import followed
from .forms import AddForm, FindForm, PublicRequestForm, WithdrawForm, WordForm
from .pace import paces

MOST_ASKED = 500


@csrf_exempt
def ask(request):
    """The public form; what was stored is followed on its own page, whose address has the code."""
    return answer(request, lambda context: render(request, "desk/ask.html", context))


def answer(request, draw: Callable[[dict], HttpResponse]) -> HttpResponse:
    """What a page with the public form says: ``draw`` is given the form and what stands beside it
    (templates/desk/_service.html).
    """
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PublicRequestForm(*data, address=address_of(request))
    ask_for_code(form, request)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            return _to(form.store(), "?new=1")
    figures = public_figures()
    context = {
        "form": form,
        "find_form": FindForm(auto_id="find-%s"),
        "figures": figures,
        "paces": paces(figures),
    }
    response = draw(context)
    response.status_code = 422 if form.errors else 200
    return response


@require_GET
def offered(request):
    """Answers to what somebody is typing, of those that are public."""
    text = request.GET.get("text", "")[:MOST_ASKED]
    context = {"offered": offered_for(text, public=True)}
    return render(request, "desk/_offered.html", context)


@csrf_exempt
def find(request):
    """Number and code, typed."""
    form = FindForm(request.POST if request.method == "POST" else None, auto_id="find-%s")
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            guard.refuse_too_much(guard.Way.TRACK, address_of(request))
            service_request = _opened_by(**form.cleaned_data)
            if service_request:
                return _to(service_request)
            form.add_error("code", _("There is no request with this number and code."))
    if form.errors:
        guard.remember(guard.Way.TRACK, address_of(request))
    return render(request, "desk/find.html", {"form": form}, status=422 if form.errors else 200)


def _opened_by(number: str, code: str) -> ServiceRequest | None:
    service_request = ServiceRequest.objects.filter(number=number).first()
    is_right = hmac.compare_digest(
        (service_request.code if service_request else "").encode(), code.encode()
    )
    return service_request if is_right else None


def _to(service_request: ServiceRequest, query: str = ""):
    response = redirect("service:track", service_request.number, service_request.code)
    response["Location"] += query
    return response


def _opened(request, number: str, code: str) -> ServiceRequest:
    """The request; 404 for a wrong number or code, and for who has tried too many of them."""
    address = address_of(request)
    service_request = _opened_by(number, code) if number.isascii() and code.isascii() else None
    if service_request is None:
        guard.remember(guard.Way.TRACK, address)
        raise Http404
    if guard.sends_too_much(guard.Way.TRACK, address):
        raise Http404
    return service_request


FORMS = {"word": WordForm, "add": AddForm, "withdraw": WithdrawForm}


@csrf_exempt
@never_cache
def track(request, number, code):
    """Where it stands; the enterprise’s word, what it adds, and that it withdraws."""
    service_request = _opened(request, number, code)
    forms = {name: form_class(auto_id=f"{name}-%s") for name, form_class in FORMS.items()}
    name = request.POST.get("act", "") if request.method == "POST" else ""
    if name in FORMS:
        data = (request.POST, request.FILES)
        forms[name] = form = FORMS[name](*data, auto_id=f"{name}-%s")
        if form.is_valid():
            with refusals_on(form):
                _act(request, service_request, name, form.cleaned_data)
                return _to(service_request, f"?done={name}")
    context = {
        "followed": followed(service_request),
        "forms": forms,
        "is_new": "new" in request.GET,
        "done": request.GET.get("done", "") if not name else "",
    }
    is_refused = any(form.errors for form in forms.values())
    response = render(request, "desk/track.html", context, status=422 if is_refused else 200)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _act(request, service_request: ServiceRequest, name: str, facts: dict):
    if name == "word":
        confirm(service_request, **facts)
    elif name == "withdraw":
        withdraw(service_request, note=facts["why"])
    else:
        guard.refuse_too_much(guard.Way.FORM, address_of(request))
        hear(service_request, facts["text"], via=Channel.FORM, files=facts["file"])
        guard.remember(guard.Way.FORM, address_of(request), request=service_request)


@never_cache
def answer_file(request, number, code, pk):
    """A file that came with an answer; never one of the bureau's own."""
    service_request = _opened(request, number, code)
    answers = service_request.messages.filter(is_from_enterprise=False)
    files = Attachment.objects.filter(
        content_type__app_label="desk",
        content_type__model=ServiceMessage._meta.model_name,
        object_id__in=answers.values("pk"),
    )
    file = get_object_or_404(files, pk=pk)
    return FileResponse(file.file.open(), as_attachment=True, filename=file.name)
