"""Requests to the service desk: asking, following, the enterprise's own word on the answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from crm.core.refusals import refusals_on
from crm.desk.models import ServiceRequest
from crm.desk.models.request import Channel
from crm.desk.public.follow import followed
from crm.desk.public.forms import AddForm, EnterpriseRequestForm, WithdrawForm, WordForm
from crm.desk.requests.say import hear
from crm.desk.requests.settle import confirm, withdraw

from .who import for_people

PER_PAGE, NEWEST = 30, 3
FORMS = {"word": WordForm, "add": AddForm, "withdraw": WithdrawForm}
TONES = {"answered": "wait", "closed": "done", "reopened": "now"}


def requests_of(person):
    """The newest first."""
    rows = ServiceRequest.objects.visible_to(person.user).filter(enterprise=person.enterprise)
    return rows.select_related("kind").order_by("-pk")


def newest_of(person) -> list[tuple]:
    """[(request, tone)] of the last few, for the home page."""
    return [(request, TONES.get(request.state, "")) for request in requests_of(person)[:NEWEST]]


@for_people("handles_requests")
def requests(request, person):
    page = Paginator(requests_of(person), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(service_request, TONES.get(service_request.state, "")) for service_request in page]
    return render(request, "portal/enterprise/requests.html", {"page": page, "rows": rows})


@for_people("handles_requests")
def ask(request, person):
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EnterpriseRequestForm(*posted, enterprise=person.enterprise, by=request.user)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            stored = form.store()
            messages.success(request, _("Received. You are told of each step."))
            return redirect("portal:request", stored.pk)
    return render(request, "portal/enterprise/ask.html", {"form": form})


@for_people("handles_requests")
def one(request, person, pk):
    """Where it stands; the enterprise's word, what it adds, and that it withdraws."""
    service_request = get_object_or_404(requests_of(person), pk=pk)
    forms = {name: form_class(auto_id=f"{name}-%s") for name, form_class in FORMS.items()}
    name = request.POST.get("act", "") if request.method == "POST" else ""
    if name in FORMS:
        forms[name] = form = FORMS[name](request.POST, request.FILES, auto_id=f"{name}-%s")
        if form.is_valid():
            with refusals_on(form):
                _act(service_request, name, form.cleaned_data, request.user)
                messages.success(request, _("Saved."))
                return redirect("portal:request", pk)
    context = {"followed": followed(service_request), "found": service_request, "forms": forms}
    return render(request, "portal/enterprise/request.html", context)


def _act(found: ServiceRequest, name: str, facts: dict, by):
    if name == "word":
        confirm(found, by=by, **facts)
    elif name == "withdraw":
        withdraw(found, by=by, note=facts["why"])
    else:
        hear(found, facts["text"], via=Channel.PORTAL, files=facts["file"], by=by)
