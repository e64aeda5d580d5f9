"""What an enterprise is asked for with each kind of money that it reports. Amounts are typed in
ten thousand yuan and kept in yuan; people are counted.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core.incoming.field import IncomingFile
from crm.staff.forms import DayInput, UnitInput, WanField
from parks.models import Contribution

Metric, Currency = Contribution.Metric, Contribution.Currency
FOREIGN = [(code, label) for code, label in Currency.choices if code != Currency.CNY]


class DeclareForm(forms.Form):
    """``facts()`` is what ``declare`` takes."""

    happened_on = forms.DateField(label=_("arrived or paid on"), widget=DayInput())
    voucher = forms.CharField(label=_("voucher number"), max_length=60, required=False)
    evidence = IncomingFile(
        label=_("evidence"),
        help_text=_("A bank slip, tax certificate, audit or invoice; PDF or picture."),
    )
    remark = forms.CharField(label=_("remark"), max_length=300, required=False)

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class AmountForm(DeclareForm):
    amount = WanField(label=_("amount"), min_value=0)
    field_order = ["amount"]


class AssetsForm(AmountForm):
    land_amount = WanField(
        label=_("of which land"), required=False, min_value=0, help_text=_("Empty: none of it")
    )
    field_order = ["amount", "land_amount"]


class ForeignForm(DeclareForm):
    currency = forms.ChoiceField(label=_("currency"), choices=FOREIGN)
    original_amount = forms.DecimalField(
        label=_("amount in that currency"), max_digits=18, decimal_places=2, min_value=0
    )
    field_order = ["currency", "original_amount"]


class TaxForm(AmountForm):
    period_from = forms.DateField(label=_("period from"), widget=DayInput())
    period_to = forms.DateField(label=_("period to"), widget=DayInput())
    local_amount = WanField(
        label=_("local share of the tax"),
        required=False,
        min_value=0,
        help_text=_("If you do not know it, leave it empty: your park states it."),
    )
    field_order = ["period_from", "period_to", "amount", "local_amount"]


class JobsForm(DeclareForm):
    amount = forms.IntegerField(
        label=_("jobs (number)"), min_value=1, max_value=1_000_000, widget=UnitInput(_("persons"))
    )
    field_order = ["amount"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].label = _("as of")


class RevenueForm(AmountForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].label = _("up to")


FORMS = {
    Metric.PAID_IN: AmountForm,
    Metric.FIXED_ASSETS: AssetsForm,
    Metric.EQUIPMENT: AmountForm,
    Metric.FOREIGN_CAPITAL: ForeignForm,
    Metric.TAX: TaxForm,
    Metric.REVENUE: RevenueForm,
    Metric.JOBS: JobsForm,
}
# What each kind means, for who reports it.
SAID = {
    Metric.PAID_IN: _("Capital that the shareholders have paid in"),
    Metric.FIXED_ASSETS: _("Land, buildings and plant that were paid for"),
    Metric.EQUIPMENT: _("Machines that were bought and paid for"),
    Metric.FOREIGN_CAPITAL: _("Capital from abroad, in its currency"),
    Metric.TAX: _("Taxes paid for a period"),
    Metric.REVENUE: _("Turnover of a year or month"),
    Metric.JOBS: _("People employed, with social insurance"),
}
