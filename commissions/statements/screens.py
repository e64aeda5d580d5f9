from itertools import chain

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin import messages as admin_messages

from crm.core.by_key import by_key
from crm.core.money import scaled
from crm.core.refusals import said_on, told
from crm.staff.extensions import add_actions, add_notices
from crm.staff.forms import DayInput
from crm.staff.index import ScopedIndex
from crm.staff.lists import MoneyColumn
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet
from leads.models import Agent

from ..models import ApprovalStep, Statement
from ..models.approval import approvals_of
from ..models.currency import CHOICES, CNY
from ..notifications import account_notice
from ..settlement.agent_fees import agent_outcomes
from ..settlement.explain import lines_of
from ..settlement.screens import held_in_words
from ..settlement.settle import preview, settle
from ..settlement.sums import SumsByCurrency
from .draw_up import draw_up, payees_with_open_entries
from .pay import pay
from .payout_screens import invoice, to_be_sent


class StatementIndex(SumsByCurrency, ScopedIndex):
    summed = "total"


class StatementRecord(RecordView):
    record_fields = [
        "number",
        "payee",
        "account",
        "title",
        "currency",
        "yuan_rate",
        "total",
        "tax",
        "invoice_number",
        "invoice_on",
        "dispute_due_on",
        "created_by",
        "notice_until",
        "ordered_by",
        "ordered_on",
    ]

    def facts(self, record):
        """With each approval that the statement takes, and who gave it."""
        taken = "；".join(f"{step.label}：{by or '—'}" for step, by in approvals_of(record))
        return [
            *super().facts(record),
            (Statement._meta.get_field("asked_steps").verbose_name, taken),
        ]

    def panels(self, record):
        panels = [_lines(record), _approvals(record)]
        if record.payments.exists():
            panels.append(_payments(record))
        if record.objections.exists():
            panels.append(_objections(record))
        return panels


def _lines(statement):
    titles = [_("component"), _("project"), _("period"), _("amount"), _("reasons")]
    rows = []
    for line in lines_of(statement):
        entry = line.entry
        cells = [
            line.component,
            entry.project or "—",
            entry.period,
            scaled(entry.amount, entry.currency),
            " ".join(line.sentences),
        ]
        rows.append((reverse("ledgerentry:inspect", args=[entry.pk]), cells))
    return _("Lines"), titles, rows


def _approvals(statement):
    titles = [_("at"), _("step"), _("by"), _("note")]
    rows = []
    for move in statement.moves():
        at = timezone.localtime(move.at).strftime("%Y-%m-%d %H:%M")
        rows.append(("", [at, statement.TRANSITIONS[move.name].label, move.by, move.note]))
    return _("Approvals"), titles, rows


def _payments(statement):
    titles = [_("paid on"), _("bank reference"), _("amount"), _("why it came back")]
    rows = []
    for payment in statement.payments.all():
        amount = scaled(payment.amount, statement.currency)
        rows.append(("", [payment.paid_on, payment.bank_reference, amount, payment.reversed_why]))
    return _("Payment"), titles, rows


def _objections(statement):
    titles = [pgettext("person", "name"), _("objection"), _("state"), _("answer")]
    rows = []
    for objection in statement.objections.all():
        cells = [
            objection.name,
            objection.text,
            objection.get_state_display(),
            objection.answer or "—",
        ]
        rows.append((reverse("objection:inspect", args=[objection.pk]), cells))
    return _("Objections"), titles, rows


def pay_action(statement, user):
    may_pay = user.has_perm("commissions.pay_statement") and user.pk not in statement.approver_ids
    if may_pay and statement.state == Statement.State.PAYING:
        return [(_("Record the payment"), reverse("statement:pay", args=[statement.pk]))]
    return []


add_actions(Statement, pay_action)


class PayForm(forms.Form):
    paid_on = forms.DateField(
        label=gettext_lazy("paid on"), initial=timezone.localdate, widget=DayInput()
    )
    bank_reference = forms.CharField(label=gettext_lazy("bank reference"), max_length=60)


def pay_statement(request, pk):
    statement = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("commissions.pay_statement"):
        raise PermissionDenied
    form = PayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with said_on(form):
            pay(statement, by=request.user, **form.cleaned_data)
            return redirect("statement:inspect", pk)
    return render(
        request,
        "core/form_page.html",
        {"form": form, "title": _("Record the payment"), "subtitle": statement},
    )


def finance_desk(request):
    """Finance's worklist: run the settlement, draw up statements."""
    user = request.user
    if not user.has_perm("commissions.add_statement"):
        raise PermissionDenied
    if request.method == "POST":
        with told(request):
            _act(request)
        return redirect("statement:desk")
    may_settle = user.has_perm("commissions.settle")
    context = {
        "payees": payees_with_open_entries(),
        "may_settle": may_settle,
        "may_pay": user.has_perm("commissions.pay_statement"),
        "waiting": to_be_sent(user).count(),
    }
    if "preview" in request.GET and may_settle:
        context |= _what_would_be_posted()
    return render(request, "commissions/desk.html", context)


def _what_would_be_posted() -> dict:
    """``preview``: [(project or agreement, payee, entry)]; ``held``: what would be held back."""
    of_projects, of_agents = list(preview()), list(agent_outcomes(timezone.localdate()))
    entries = chain.from_iterable(outcome.entries for outcome in of_projects)
    agents = Agent.objects.in_bulk({entry.payee_id for entry in entries})
    rows = []
    for outcome in of_projects:
        rows += [(outcome.project, agents[entry.payee_id], entry) for entry in outcome.entries]
    for outcome in of_agents:
        agreement = outcome.agreement
        rows += [(agreement, agreement.agent, difference) for difference in outcome.differences]
    held = chain.from_iterable(outcome.held for outcome in (*of_projects, *of_agents))
    return {
        "preview": rows,
        "held": [item | {"why": held_in_words(item["why"])} for item in held],
    }


def _act(request):
    if request.POST.get("action") == "settle":
        _settle(request)
    else:
        _draw_up(request)


def _settle(request):
    run = settle(by=request.user)
    messages.success(
        request,
        _("%(count)d entries posted; %(held)d held back.")
        % {"count": run.posted, "held": len(run.held)},
    )


def _draw_up(request):
    payee = by_key(Agent.objects.visible_to(request.user), request.POST.get("payee"))
    currency = request.POST.get("currency", CNY)
    if payee is None or currency not in dict(CHOICES):
        raise Http404
    statement = draw_up(payee, by=request.user, currency=currency)
    to_it = admin_messages.button(reverse("statement:inspect", args=[statement.pk]), _("View"))
    admin_messages.success(
        request, _("Drawn up: %(statement)s") % {"statement": statement}, buttons=[to_it]
    )


class StatementViewSet(RecordViewSet):
    model = Statement
    icon = "ds-wallet"
    index_view_class = StatementIndex
    inspect_view_class = StatementRecord
    create_through = staticmethod(draw_up)
    form_fields = ["payee", "currency", "title"]
    list_display = [
        "number",
        "payee",
        "title",
        MoneyColumn("total", label=gettext_lazy("total")),
        "state",
        "updated_at",
    ]
    list_filter = ["state", "payee"]
    list_export = ["number", "payee.name", "title", "total", "currency", "state", "updated_at"]
    search_fields = ["number", "payee__name"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("desk/", finance_desk, name="desk"),
            path("<int:pk>/pay/", pay_statement, name="pay"),
            path("<int:pk>/invoice/", invoice, name="invoice"),
        ]


class ApprovalStepRecord(RecordView):
    record_fields = ["step", "from_amount"]


class ApprovalStepViewSet(RecordViewSet):
    model = ApprovalStep
    icon = "ds-clip"
    menu_label = gettext_lazy("Steps of approval")
    inspect_view_class = ApprovalStepRecord
    form_fields = ["from_amount"]
    list_display = [
        "step",
        MoneyColumn("from_amount", label=gettext_lazy("from this amount"), is_summed=False),
    ]
    list_export = ["step", "from_amount"]


add_notices(Statement, account_notice)
