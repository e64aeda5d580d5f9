"""What narrows the board down: channel, park, officer, light and money."""

from decimal import Decimal

from django import forms
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from crm.core.models import Department, User

from ..models import Channel, WarningLight
from ..models.warning import Grade

# Smallest money in yuan → what people call it.
MONEY = [
    ("", _("any amount")),
    ("50000000", _("50 million and more")),
    ("100000000", _("100 million and more")),
    ("500000000", _("500 million and more")),
    ("1000000000", _("1 billion and more")),
]


class BoardFilters(forms.Form):
    """Each field stands in the address; one that is empty or unknown narrows nothing."""

    channel = forms.ChoiceField(
        label=_("channel"), required=False, choices=[("", _("any channel")), *Channel.choices]
    )
    park = forms.ModelChoiceField(
        Department.objects.none(), label=_("park"), required=False, empty_label=_("any park")
    )
    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("officer"), required=False, empty_label=_("any officer")
    )
    light = forms.ChoiceField(
        label=_("warning light"), required=False, choices=[("", _("any light")), *Grade.choices]
    )
    money = forms.ChoiceField(label=_("money"), required=False, choices=MONEY)

    def __init__(self, data, *, visible):
        super().__init__(data)
        projects = visible.running().order_by()
        self.fields["park"].queryset = Department.objects.filter(
            pk__in=projects.values("host_department")
        )
        self.fields["officer"].queryset = User.objects.filter(pk__in=projects.values("owner"))
        self.is_valid()

    @property
    def asked(self) -> dict[str, str]:
        """The parts of the address that narrow."""
        values = {name: self[name].data for name in self.cleaned_data if self.cleaned_data[name]}
        return {name: str(value) for name, value in values.items()}

    def narrow(self, projects):
        """Those of the queryset ``projects`` that were asked for."""
        cleaned = self.cleaned_data
        fields = {"channel": "channel", "park": "host_department", "officer": "owner"}
        condition = Q(
            **{field: cleaned[name] for name, field in fields.items() if cleaned.get(name)}
        )
        if cleaned.get("light"):
            lights = WarningLight.objects.filter(grade=cleaned["light"], project__isnull=False)
            condition &= Q(pk__in=lights.values("project"))
        projects = projects.filter(condition)
        if cleaned.get("money"):
            projects = projects.alias(money=money_of()).filter(money__gte=Decimal(cleaned["money"]))
        return projects


def money_of():
    """What a project is worth on the board: what was contracted, or is meant to be invested as
    long as nothing is.
    """
    return Coalesce("contract_amount", "investment")
