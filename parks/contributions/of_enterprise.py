"""What an enterprise has brought, on its page: figures, and the tab with every contribution."""

from decimal import Decimal

from django.db.models import Q, Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.money import scaled
from crm.staff.extensions import add_figures, add_tabs
from crm.staff.record_parts import Figure, Tab, Table
from crm.staff.record_tables import rows_as_read

from ..models import Contribution, Enterprise
from .measures import MONEY

SHOWN = 100
TAX = Contribution.Metric.TAX
LINK = "?tab=money#tabs"


def contributions_of(enterprise, user):
    return Contribution.objects.visible_to(user).filter(enterprise=enterprise)


def brought(enterprise, user) -> list[Figure]:
    """Verified money in place (of the kinds of the same money the largest), and the tax of this
    year beside that of the last.
    """
    if not user.has_perm("parks.view_contribution"):
        return []
    year = timezone.localdate().year
    verified = contributions_of(enterprise, user).verified().order_by()
    sums = verified.aggregate(
        **{metric.value: Sum("amount", filter=Q(metric=metric)) for metric in MONEY},
        tax=Sum("amount", filter=Q(metric=TAX, period_to__year=year)),
        tax_before=Sum("amount", filter=Q(metric=TAX, period_to__year=year - 1)),
    )
    money = max((sums[metric.value] or Decimal(0) for metric in MONEY), default=Decimal(0))
    return [
        _figure(_("Money in place"), money),
        _figure(
            _("Tax of %(year)d") % {"year": year},
            sums["tax"] or Decimal(0),
            _("%(year)d: %(amount)s")
            % {"year": year - 1, "amount": scaled(sums["tax_before"] or Decimal(0))},
        ),
    ]


def _figure(label: str, amount: Decimal, *notes: str) -> Figure:
    number, unit = scaled(amount).split(" ", 1)
    return Figure(label, number, unit, notes, LINK)


def money_tab(enterprise, request) -> str:
    contributions = list(contributions_of(enterprise, request.user)[: SHOWN + 1])
    if not contributions:
        return ""
    rows = [
        (
            reverse("contribution:inspect", args=[contribution.pk]),
            [
                contribution.get_metric_display(),
                contribution.happened_on,
                contribution.amount_in_words,
                contribution.voucher,
                contribution.get_state_display(),
            ],
        )
        for contribution in contributions[:SHOWN]
    ]
    columns = [_("kind"), _("date"), _("amount"), _("voucher number"), _("state")]
    table = Table(columns, rows_as_read(rows, request), frozenset({2}))
    return render_to_string("core/_table.html", {"table": table}, request)


add_figures(Enterprise, brought)
add_tabs(
    Enterprise,
    Tab(
        "money",
        gettext_lazy("Money and tax"),
        money_tab,
        count=lambda enterprise, user: contributions_of(enterprise, user).count(),
        is_for=lambda enterprise, user: user.has_perm("parks.view_contribution"),
    ),
)
