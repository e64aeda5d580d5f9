"""Forms by which enterprises ask: the public one, to be put on any page; the one of an enterprise
that has logged in; and what is said on the tracking page.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.errors import Refused
from crm.core.incoming.field import IncomingFiles
from crm.core.incoming.phone import check_phone
from crm.core.limits.code_to_copy import NAME as CODE
from crm.core.writes import as_one
from leads.naming.credit_code import normalised
from leads.naming.credit_code_field import CreditCodeField

from ..models import ServiceKind, ServiceRequest
from ..models.request import Channel
from ..models.steps import Satisfaction
from ..requests.receive import receive
from ..strangers import guard

LONGEST = 5000


class OnTheSite(forms.Form):
    """Fields in the look of the public site."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["class"] = "ds-input"


class AskForm(OnTheSite):
    """What every request says."""

    kind = forms.ModelChoiceField(
        label=_("Which kind"),
        queryset=ServiceKind.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    content = forms.CharField(
        label=_("What is it about"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    file = IncomingFiles(label=_("Pictures or files, if you have any"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = ServiceKind.objects.offered_to_public()


class PublicRequestForm(AskForm):
    """A stranger's request. ``address`` is that of the sender (crm.core.address.address_of).

        form = PublicRequestForm(request.POST or None, request.FILES or None, address=…)
        if form.is_valid():
            with refusals_on(form):
                stored = form.store()

    Draw ``form.visible_fields`` and ``form.trap`` as they are: the trap is hidden from people by
    the style sheet, and who fills it in is asked to empty it.
    """

    contact_name = forms.CharField(label=_("Your name"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        validators=[check_phone],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    enterprise_name = forms.CharField(
        label=_("Name of the enterprise"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    credit_code = CreditCodeField(label=_("Credit code, if you know it"))
    website = forms.CharField(
        label=_("Leave this field empty"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    TRAP = "website"
    OF_THE_PERSON = ("contact_name", "phone", "email", "enterprise_name", "credit_code")
    field_order = (
        "kind",
        "content",
        "enterprise_name",
        "credit_code",
        "contact_name",
        "phone",
        "email",
    )

    def __init__(self, *args, address: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.address = address

    @property
    def trap(self):
        return self[self.TRAP]

    def shown_fields(self) -> list:
        return [field for field in self if field.name != self.TRAP]

    def clean_website(self):
        if self.cleaned_data["website"].strip():
            raise ValidationError(_("Please leave this field empty; it is a trap for machines."))
        return ""

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        is_named = cleaned.get("phone") or cleaned.get("email")
        if kind and not kind.may_be_anonymous and not is_named:
            raise ValidationError({"phone": _("Leave a number or an e-mail address, please.")})
        return cleaned

    @as_one()
    def store(self) -> ServiceRequest:
        """The new request; the one that was made where the same was sent twice. Raises Refused for
        who sends too much.
        """
        facts = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in (self.TRAP, "file", CODE)
        }
        text = facts["content"]
        guard.wait_for_turn(text)
        of_the_person = {name: facts[name] for name in self.OF_THE_PERSON}
        if earlier := guard.sent_before(self.address, text, **of_the_person):
            return earlier
        guard.refuse_too_much(guard.Way.FORM, self.address)
        if guard.is_a_flood(text):
            raise Refused(_("The same text has come several times. Please use your own words."))
        request = receive(
            channel=Channel.FORM,
            files=self.cleaned_data["file"],
            acknowledge=bool(facts["email"]),
            **facts,
        )
        guard.remember(guard.Way.FORM, self.address, text, request)
        return request


class EnterpriseRequestForm(AskForm):
    """The request of somebody who has logged in for a settled enterprise."""

    contact_name = forms.CharField(label=_("Your name"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, validators=[check_phone]
    )
    field_order = ("kind", "content", "contact_name", "phone")

    def __init__(self, *args, enterprise, by, **kwargs):
        kwargs["initial"] = {"contact_name": by.name, "phone": by.phone} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        self.enterprise, self.by = enterprise, by

    def store(self) -> ServiceRequest:
        facts = dict(self.cleaned_data)
        return receive(
            channel=Channel.PORTAL,
            files=facts.pop("file"),
            enterprise=self.enterprise,
            email=self.by.email,
            by=self.by,
            **facts,
        )


class FindForm(OnTheSite):
    number = forms.CharField(label=_("Number"), max_length=20)
    code = forms.CharField(label=_("Tracking code"), max_length=12)

    def clean_number(self):
        return normalised_number(self.cleaned_data["number"])

    def clean_code(self):
        return normalised(self.cleaned_data["code"])


def normalised_number(text: str) -> str:
    """As it is stored, whatever width and case it is typed in."""
    plain = normalised(text)
    letters, digits = plain[:2], plain[2:]
    return f"{letters}-{digits[:4]}-{digits[4:]}"


class WordForm(OnTheSite):
    satisfaction = forms.ChoiceField(
        label=_("Are you satisfied?"), choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    word = forms.CharField(
        label=_("In your words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("satisfaction") == Satisfaction.UNSATISFIED and not cleaned.get("word"):
            raise ValidationError({"word": _("Please say what is missing.")})
        return cleaned


class AddForm(OnTheSite):
    """More on the matter: words, files."""

    text = forms.CharField(
        label=pgettext_lazy("of an enterprise", "Add something"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = IncomingFiles(label=_("Pictures or files, if you have any"), required=False)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("text") and not cleaned.get("file"):
            raise ValidationError({"text": _("Write something or choose a file.")})
        return cleaned


class WithdrawForm(OnTheSite):
    why = forms.CharField(label=_("Why"), max_length=300)
