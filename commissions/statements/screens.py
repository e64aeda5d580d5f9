from decimal import Decimal
from itertools import chain

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin import messages as admin_messages

from crm.core.by_key import by_key
from crm.core.money import in_words, scaled
from crm.core.punctuation import list_comma
from crm.core.refusals import refusals_as_message
from crm.core.sight import sight_of
from crm.staff.columns import MoneyColumn
from crm.staff.extensions import (
    add_actions,
    add_conditions,
    add_moving_action,
    add_notices,
    add_sections,
)
from crm.staff.facts import linked
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet
from leads.models import Agent

from ..models import Agreement, ApprovalStep, LedgerEntry, PolicyVersion, SettlementRun, Statement
from ..models.currency import CHOICES, CNY
from ..models.statement_guards import is_in_no_batch
from ..notifications import account_notice
from ..settlement.begin import begin_settlement
from ..settlement.foresee import foresee
from ..settlement.held import Held, in_two
from ..settlement.screens import SHOWN, held_in_words, left_out
from ..settlement.sums import SumsByCurrency
from .draw_up import draw_up, payees_with_open_entries
from .pay import pay
from .payout_screens import invoice, to_be_sent
from .track import conditions_of_payment, track_of
from .tree import tree_section


class StatementIndex(SumsByCurrency, ScopedIndex):
    summed = "total"


class StatementRecord(RecordView):
    """Whom, how much, and why: the amount stands in the title."""

    record_fields = [
        "account",
        "title",
        "currency",
        "yuan_rate",
        "tax",
        "invoice_number",
        "invoice_on",
        "dispute_due_on",
        "notice_until",
        "ordered_on",
    ]

    def title(self, record):
        return _("%(amount)s to %(payee)s") % {
            "amount": scaled(record.total, record.currency),
            "payee": sight_of(self.request).label(record.payee),
        }

    def figures(self, record):
        return []

    def facts(self, record):
        """The facts, with the payee, what the amount is owed by, and the amount in words."""
        payee = linked(record.payee, self.request.user, sight_of(self.request))
        facts = [
            (Statement._meta.get_field("payee").verbose_name, payee),
            *self.named_facts(record, self.record_fields),
            *basis_of(record, self.request.user),
        ]
        if record.currency == CNY:
            facts.append((_("In words"), in_words(record.total)))
        return facts

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if self.part else context | {"track": track_of(self.object)}

    def panels(self, record):
        return [_payments(record), _objections(record)]


def basis_of(statement, user) -> list[tuple]:
    """The agreements and policies by which the lines are owed, as far as the person sees them."""
    entries = LedgerEntry.objects.filter(statement_lines__statement=statement)
    agreements = Agreement.objects.visible_to(user).filter(pk__in=entries.values("agreement"))
    versions = PolicyVersion.objects.visible_to(user).filter(
        pk__in=entries.values("policy_version")
    )
    return [
        (kind._meta.verbose_name, _listed(kind, records))
        for kind, records in (
            (Agreement, agreements.select_related("agent")),
            (PolicyVersion, versions.select_related("policy")),
        )
        if records
    ]


def _listed(kind, records):
    screen = f"{kind._meta.model_name}:inspect"
    names = ((reverse(screen, args=[record.pk]), record) for record in records)
    return format_html_join(list_comma(), '<a href="{}">{}</a>', names)


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
    is_payable = statement.state == Statement.State.PAYING and not is_in_no_batch(statement, user)
    if may_pay and is_payable:
        return [(_("Record the payment"), reverse("statement:pay", args=[statement.pk]))]
    return []


add_actions(Statement, pay_action)


class PayForm(forms.Form):
    paid_on = forms.DateField(
        label=gettext_lazy("paid on"), initial=timezone.localdate, widget=DayInput()
    )
    bank_reference = forms.CharField(label=gettext_lazy("bank reference"), max_length=60)


def pay_statement(request, pk):
    statements = Statement.objects.visible_to(request.user)
    statement = permitted(request, statements, pk, "commissions.pay_statement")
    form = PayForm(request.POST or None)

    def act():
        pay(statement, by=request.user, **form.cleaned_data)
        return redirect("statement:inspect", pk)

    return form_page(request, form, act, title=_("Record the payment"), subtitle=statement)


def finance_desk(request):
    """Finance's worklist: run the settlement, draw up statements."""
    user = request.user
    if not user.has_perm("commissions.add_statement"):
        raise PermissionDenied
    if request.method == "POST":
        with refusals_as_message(request):
            return redirect(_act(request))
        return redirect("statement:desk")
    may_settle = user.has_perm("commissions.settle")
    context = {
        "payees": payees_with_open_entries(Agent.objects.visible_to(user)),
        "may_settle": may_settle,
        "last_run": SettlementRun.objects.visible_to(user).first(),
        "may_pay": user.has_perm("commissions.pay_statement"),
        "waiting": to_be_sent(user).count(),
    }
    if "preview" in request.GET and may_settle:
        context |= _what_would_be_posted()
    return render(request, "commissions/desk.html", context)


def _what_would_be_posted() -> dict:
    """``preview``: [(number and name, payee, entry)]; ``held``: what would be held back;
    ``not_due``: of what nothing is due, and why.
    """
    foresights = list(foresee(timezone.localdate()))
    entries = [(foresight, entry) for foresight in foresights for entry in foresight.entries]
    payees = Agent.objects.in_bulk({entry.payee_id for _foresight, entry in entries})
    held_back, not_due = in_two(chain.from_iterable(foresight.held for foresight in foresights))
    shown = entries[:SHOWN]
    return {
        "preview": [(foresight, payees[entry.payee_id], entry) for foresight, entry in shown],
        "preview_left_out": left_out(len(entries)),
        "held": [_in_words(line) for line in held_back[:SHOWN]],
        "held_left_out": left_out(len(held_back)),
        "not_due": [_in_words(line) for line in not_due[:SHOWN]],
        "not_due_count": len(not_due),
    }


def _in_words(line: Held) -> dict:
    amount = line["amount"]
    return {**line, "why": held_in_words(line["why"]), "amount": amount and Decimal(amount)}


def _act(request) -> str:
    """Do what was asked; the address of where one sees what came of it."""
    if request.POST.get("action") == "settle":
        return reverse("settlementrun:inspect", args=[begin_settlement(by=request.user).pk])
    _draw_up(request)
    return reverse("statement:desk")


def _draw_up(request):
    payee = by_key(Agent.objects.visible_to(request.user), request.POST.get("payee"))
    currency = request.POST.get("currency", CNY)
    if payee is None or currency not in dict(CHOICES):
        raise Http404
    statement = draw_up(payee, by=request.user, currency=currency)
    button = admin_messages.button(reverse("statement:inspect", args=[statement.pk]), _("View"))
    admin_messages.success(
        request, _("Drawn up: %(statement)s") % {"statement": statement}, buttons=[button]
    )


class StatementViewSet(RecordViewSet):
    model = Statement
    icon = "ds-wallet"
    list_hint = gettext_lazy(
        "What is to be paid to an agent stands here, from the draft to the payment."
    )
    index_view_class = StatementIndex
    inspect_view_class = StatementRecord
    inspect_template_name = "commissions/statement.html"
    create_through = staticmethod(draw_up)
    form_fields = ["payee", "currency", "title"]
    list_display = [
        "number",
        "payee",
        MoneyColumn("total", label=gettext_lazy("total")),
        "state",
        "title",
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
    list_hint = gettext_lazy(
        "Which approvals a statement takes, and from which amount, stands here."
    )
    menu_label = gettext_lazy("Steps of approval")
    inspect_view_class = ApprovalStepRecord
    form_fields = ["from_amount"]
    list_display = [
        "step",
        MoneyColumn("from_amount", label=gettext_lazy("from this amount"), is_summed=False),
    ]
    list_export = ["step", "from_amount"]


add_notices(Statement, account_notice)
add_sections(Statement, tree_section)
add_conditions(Statement, conditions_of_payment)
add_moving_action(Statement, pay_action, Statement.State.PAID)
