"""What is written down while the caller speaks."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.by_key import by_key
from crm.core.incoming.field import IncomingFiles
from leads.models import Company, Region
from leads.naming.credit_code_field import CreditCodeField
from parks.models import Enterprise, Park

from ..models import AssignmentRule, ServiceKind, Urgency
from ..models.request import Channel

WAYS = [Channel.HOTLINE, Channel.VISIT]


class HotlineForm(forms.Form):
    """``enterprise`` and ``company`` are what the screen recognised and the person agreed to."""

    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    enterprise_name = forms.CharField(label=_("enterprise"), max_length=200, required=False)
    credit_code = CreditCodeField()
    contact_name = forms.CharField(label=_("who asks"), max_length=60, required=False)
    kind = forms.ModelChoiceField(
        label=_("kind"),
        queryset=ServiceKind.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    urgency = forms.ChoiceField(
        label=_("urgency"),
        choices=Urgency.choices,
        initial=Urgency.NORMAL,
        widget=forms.RadioSelect,
    )
    content = forms.CharField(
        label=_("what it is about"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    title = forms.CharField(
        label=_("matter"),
        max_length=120,
        required=False,
        help_text=_("Empty: the first sentence."),
    )
    email = forms.EmailField(label=_("e-mail"), required=False)
    channel = forms.ChoiceField(
        label=_("came by"),
        choices=[(way.value, way.label) for way in WAYS],
        initial=Channel.HOTLINE,
    )
    region = forms.ModelChoiceField(
        label=_("district"), queryset=Region.objects.none(), required=False
    )
    park = forms.ModelChoiceField(label=_("park"), queryset=Park.objects.none(), required=False)
    file = IncomingFiles(label=pgettext_lazy("service request", "files"), required=False)
    enterprise = forms.CharField(required=False, widget=forms.HiddenInput)
    company = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["kind"].queryset = ServiceKind.objects.offered()
        self.fields["region"].queryset = districts()
        self.fields["park"].queryset = Park.objects.visible_to(user)

    def clean_enterprise(self):
        """Only what the person sees; a key of something else is as none."""
        return by_key(Enterprise.objects.visible_to(self.user), self.cleaned_data["enterprise"])

    def clean_company(self):
        return by_key(Company.objects.visible_to(self.user), self.cleaned_data["company"])

    def clean(self):
        """Somebody can be called back, except where the kind takes requests without a name."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        ways = ("phone", "email", "enterprise_name", "contact_name")
        if kind and not kind.may_be_anonymous and not any(cleaned.get(way) for way in ways):
            raise ValidationError({"phone": _("Who asks? Write down a number or a name.")})
        return cleaned

    def facts(self) -> dict:
        """What ``receive`` takes."""
        facts = dict(self.cleaned_data)
        return {**facts, "files": facts.pop("file")}


def districts():
    """The districts for which a rule or a park stands: those of this city."""
    of_rules = AssignmentRule.objects.order_by().values("region")
    of_parks = Park.objects.order_by().values("region")
    return Region.objects.filter(Q(pk__in=of_rules) | Q(pk__in=of_parks))
