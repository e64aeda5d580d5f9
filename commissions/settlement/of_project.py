"""What a project has earned for those who brought it, on its page."""

from decimal import Decimal

from django.db.models import Q, Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import User
from crm.core.money import scaled
from crm.core.sight import Sight
from crm.staff.extensions import add_figures, add_tabs
from crm.staff.record_parts import Figure, Item, Mark, Tab, tone_of
from leads.models import Project

from ..models import LedgerEntry, Statement
from ..models.ledger import LedgerQuerySet

SHOWN = 100


def entries_of(project: Project, user: User) -> LedgerQuerySet:
    return LedgerEntry.objects.visible_to(user).filter(project=project).earned()


def earned(project: Project, user: User) -> list[Figure]:
    """What is owed for the project in each currency, and how much of it is paid."""
    if not user.has_perm("commissions.view_ledgerentry"):
        return []
    is_paid = Q(
        statement_lines__is_live=True, statement_lines__statement__state=Statement.State.PAID
    )
    sums = (
        entries_of(project, user)
        .order_by("currency")
        .values_list("currency")
        .annotate(all=Sum("amount"), paid=Sum("amount", filter=is_paid))
    )
    link = f"{reverse('project:inspect', args=[project.pk])}?tab=commission#tabs"
    return [
        Figure.of_money(
            _("Commission"),
            total,
            currency,
            link=link,
            notes=(_("paid %(amount)s") % {"amount": scaled(paid or Decimal(0), currency)},),
        )
        for currency, total, paid in sums
    ]


def commission_tab(project: Project, request: HttpRequest) -> str:
    records = (
        entries_of(project, request.user)
        .select_related("payee", "policy_version__policy")
        .prefetch_related("statement_lines__statement")
    )
    entries = list(records[:SHOWN])
    sight = Sight(request.user)
    sight.look(entry.payee for entry in entries)
    rows = [(entry, _payee(entry, request.user, sight), _statement(entry)) for entry in entries]
    page = "commissions/_commission_of_project.html"
    return str(render_to_string(page, {"rows": rows}, request))


def _payee(entry: LedgerEntry, user: User, sight: Sight) -> Item:
    """Its name, and its page for those who see it."""
    may_view = user.has_perm("leads.view_agent") and sight.knows(entry.payee)
    link = reverse("agent:inspect", args=[entry.payee_id]) if may_view else ""
    return Item(sight.label(entry.payee), link)


def _statement(entry: LedgerEntry) -> tuple[Statement, Mark] | None:
    """The statement that the entry stands on."""
    for line in entry.statement_lines.all():
        if line.is_live:
            state = line.statement.get_state_display()
            return line.statement, Mark(state, tone=tone_of(line.statement))
    return None


add_figures(Project, earned, order=2)
add_tabs(
    Project,
    Tab(
        "commission",
        gettext_lazy("Commission"),
        commission_tab,
        count=lambda project, user: entries_of(project, user).count(),
        is_for=lambda project, user: user.has_perm("commissions.view_ledgerentry"),
        order=2,
    ),
)
