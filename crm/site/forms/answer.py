"""Pages with a form: drawn, sent, thanked for."""

from django.core import signing
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from wagtail.models import Page

from crm.core.address import address_of
from crm.core.by_key import key_of
from crm.core.limits.code_to_copy import ask_for_code
from crm.core.refusals import refusals_on
from parks.models import Plot

from ..models import EventPage, FormPage, ParkPage, Received, answers
from ..pages.parks import shown_plots
from .asked import FORMS, Public
from .receive import receive
from .results import due_on

SALT = "sent by a public form"
TOLD = ("contact", "district", "industry")


@answers(FormPage)
def form_page(page, request):
    return _answer(page, request, page.form)


@answers(EventPage)
def event_page(page, request):
    if not page.takes_registrations:
        return _draw(page, request)
    return _answer(page, request, Received.Form.EVENT)


def _answer(page, request, kind: str):
    form_class = FORMS[kind]
    if request.method != "POST":
        form = form_class(page=page, initial=_initial(request))
        return _draw(page, request, form=form, sent=_sent(request))
    form = form_class(request.POST, page=page)
    ask_for_code(form, request)
    if form.is_valid():
        with refusals_on(form):
            _receive(form, request)
            return _thanked(page, request)
    return _draw(page, request, form=form)


def _receive(form: Public, request) -> Received:
    facts = form.facts()
    if form.of != Received.Form.EVENT and (came_from := _came_from(request)):
        facts["from_page"] = came_from
    return receive(
        form.of,
        facts,
        page=form.page,
        address=address_of(request),
        is_suspected=form.is_suspected,
    )


def _came_from(request):
    """The public page whose button led here."""
    pk = key_of(Page, request.GET.get("from"))
    page = Page.objects.live().public().filter(pk=pk).first()
    return page and page.specific


def _initial(request) -> dict:
    """What the address says already: the officer, the district, the page it came from."""
    initial = {name: request.GET.get(name, "") for name in TOLD}
    if came_from := _came_from(request):
        initial["content"] = f"{_about(came_from, request)}\n"
    return initial


def _about(page, request) -> str:
    plot = Plot.objects.filter(pk=key_of(Plot, request.GET.get("plot"))).first()
    is_shown = plot and isinstance(page, ParkPage) and plot in shown_plots(page)
    return f"{page.title} {plot.code}" if is_shown else page.title


def _thanked(page, request):
    """To the same page, which then says until when the answer comes; a reload sends nothing."""
    token = signing.dumps({"page": page.pk, "day": due_on().isoformat()}, salt=SALT)
    response = HttpResponseRedirect(f"{page.get_url(request)}?sent={token}#sent")
    response.status_code = 303
    return response


def _sent(request) -> dict | None:
    if "sent" not in request.GET:
        return None
    try:
        return signing.loads(request.GET["sent"], salt=SALT, max_age=3600)
    except signing.BadSignature:
        return None


def _draw(page, request, **more):
    context = page.get_context(request) | more
    return TemplateResponse(request, page.get_template(request), context)
