"""The screen of the hotline: one form, and beside it who is calling and what helps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from crm.core.by_key import by_key
from crm.core.refusals import refusals_on

from ..callers.recognise import recognise
from ..knowledge.find import offered_for
from ..models import AssignmentRule, ServiceKind
from ..requests.receive import receive
from .form import HotlineForm

RIGHT = "desk.add_servicerequest"


def hotline(request):
    """Where a call is written down; the record's page follows."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    form = HotlineForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            service_request = receive(by=request.user, **form.facts())
            words = {"number": service_request.number, "code": service_request.code}
            messages.success(
                request, _("Stored as %(number)s. Tell the caller the code %(code)s.") % words
            )
            return redirect("servicerequest:inspect", service_request.pk)
    data = form.data if form.is_bound else {}
    context = {"form": form, **_beside(request.user, data)}
    return render(request, "desk/hotline.html", context)


@require_GET
def known(request):
    """The part beside the form, asked for while one types."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    return render(request, "desk/_known.html", _beside(request.user, request.GET))


def _beside(user, data) -> dict:
    """Who may be calling, what they asked before, what answers the text, and who will get it."""
    recognition = recognise(
        user,
        phone=data.get("phone", "")[:30],
        credit_code=data.get("credit_code", "")[:40],
        name=data.get("enterprise_name", "")[:200],
    )
    kind = by_key(ServiceKind.objects.offered(), data.get("kind", ""))
    text = data.get("content", "")[:500]
    return {
        "callers": recognition.callers,
        "earlier": recognition.earlier,
        "offered": list(offered_for(text, kind=kind)) if text else [],
        "goes_to": _goes_to(kind, recognition),
    }


def _goes_to(kind, recognition) -> AssignmentRule | None:
    if kind is None:
        return None
    enterprise = recognition.callers[0].enterprise if recognition.callers else None
    park = enterprise.park if enterprise else None
    region = park.region if park else None
    return AssignmentRule.objects.best_for(kind=kind, region=region, park=park)
