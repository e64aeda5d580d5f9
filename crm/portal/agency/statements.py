"""Statements to confirm or dispute, invoices, and what is on public notice."""

from captcha.models import CaptchaStore
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commissions.models import IssuedDocument, Statement
from commissions.notifications import account_notice
from commissions.settlement.explain import lines_of
from commissions.statements.invoice import record_invoice
from commissions.statements.objections import object_to, on_notice
from commissions.statements.payout_screens import InvoiceForm
from crm.core.address import address_of
from crm.core.punctuation import clauses
from crm.core.refusals import refusals_on
from crm.core.transitions import next_steps, perform
from crm.dispatch.awards import rounds
from crm.dispatch.awards.rounds import shown_candidates

from .forms import ObjectionForm, StepForm

AWARDS = 20  # rounds on the page of public notices


@login_required
@require_http_methods(["GET", "POST"])
def statement(request, pk):
    found = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, at="note"):
            name = form.cleaned_data["step"]
            perform(found, name, by=request.user, note=form.cleaned_data["note"])
            label = Statement.TRANSITIONS[name].label
            messages.success(request, _("Done: %(step)s") % {"step": label})
            return redirect("portal:statement", pk)
    if form.errors:
        messages.error(
            request,
            clauses(error for errors in form.errors.values() for error in errors),
        )
    steps = [step for step in next_steps(found, request.user) if step.is_open]
    context = {
        "statement": found,
        "lines": lines_of(found),
        "steps": steps,
        "form": form,
        "unsaid": _unsaid(form, steps),
        "notices": account_notice(found, request.user),
        "documents": IssuedDocument.objects.visible_to(request.user).of(found),
        "may_invoice": not found.payee.is_referrer
        and found.state
        not in (Statement.State.PAYING, Statement.State.PAID, Statement.State.WITHDRAWN),
    }
    return render(request, "portal/statement.html", context)


def _unsaid(form, steps) -> str:
    """What was typed for a step that is no longer offered, so that it is not lost; texts for other
    steps are in their own fields.
    """
    is_offered = form["step"].value() in {step.name for step in steps}
    return "" if not form.is_bound or is_offered else form["note"].value() or ""


@login_required
def invoice(request, pk):
    """The agency enters its own invoice."""
    statement = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    form = InvoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            record_invoice(statement, by=request.user, **form.cleaned_data)
            messages.success(request, _("The invoice is recorded."))
            return redirect("portal:statement", pk)
    return render(request, "portal/invoice.html", {"statement": statement, "form": form})


def notices(request):
    """What is on public notice, for everybody."""
    context = {"statements": on_notice(), "awards": awards_on_notice()}
    return render(request, "portal/notices.html", context)


def awards_on_notice() -> list[tuple]:
    """[(round, who was elected)], the newest first."""
    return [
        (award_round, shown_candidates(award_round)) for award_round in rounds.on_notice()[:AWARDS]
    ]


@csrf_exempt
def notice(request, pk):
    """One statement on public notice, and the way to object. Anybody may, and nobody's rights are
    used: so no cookie is needed, and none is set.
    """
    statement = get_object_or_404(on_notice(), pk=pk)
    CaptchaStore.remove_expired()
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            values = {name: form.cleaned_data[name] for name in form.Meta.fields}
            object_to(statement, **values, address=address_of(request))
            return redirect(f"{reverse('portal:notice', args=[pk])}?sent=1")
    lines = (
        statement.lines.filter(is_live=True)
        .select_related("entry__project__company")
        .order_by("entry")
    )
    context = {
        "statement": statement,
        "lines": lines,
        "form": form,
        "is_sent": "sent" in request.GET,
    }
    return render(request, "portal/notice.html", context)
