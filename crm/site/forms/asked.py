"""The forms that anybody may send."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.days import days_from
from crm.core.incoming.phone import check_phone
from crm.core.limits.code_to_copy import NAME as CODE
from crm.staff.forms import DayInput, WanField
from leads.models import ConsentText
from leads.naming.credit_code_field import CreditCodeField

from ..models import District, IndustryPage, Received
from ..pages.contacts import contacts_in
from .stamp import check_stamp, new_stamp

AHEAD = 60  # days for which a talk can be booked
TRAP = "website"


class Public(forms.Form):
    """What every form of the site asks, and what people do not see: a trap and the stamp."""

    name = forms.CharField(
        label=_("your name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("phone"),
        max_length=40,
        validators=[check_phone],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    website = forms.CharField(required=False, max_length=200)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    of = ""  # Received.Form
    button = _("Send")

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        for name, field in self.fields.items():
            if name not in (TRAP, "stamp"):
                field.widget.attrs.setdefault("class", "ds-input")

    @property
    def fresh_stamp(self) -> str:
        return new_stamp()

    @property
    def asked(self):
        """The fields that people see."""
        return [field for field in self.visible_fields() if field.name != TRAP]

    @property
    def is_suspected(self) -> bool:
        return bool(self.cleaned_data.get(TRAP))

    def clean(self):
        check_stamp(self.data.get("stamp", ""))
        return super().clean()

    def facts(self) -> dict:
        hidden = (TRAP, "stamp", CODE)
        return {name: value for name, value in self.cleaned_data.items() if name not in hidden}


class CompanyAsked(Public):
    company = forms.CharField(
        label=_("company"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class Enquiry(CompanyAsked):
    """An investor asks: as much as can be said before the first talk."""

    of = Received.Form.ENQUIRY
    credit_code = CreditCodeField()
    email = forms.EmailField(label=_("e-mail"), required=False)
    industry = forms.ModelChoiceField(
        IndustryPage.objects.none(),
        label=_("industry"),
        required=False,
        empty_label=_("not decided yet"),
    )
    district = forms.ModelChoiceField(
        District.objects.none(),
        label=_("district"),
        required=False,
        empty_label=_("not decided yet"),
    )
    investment = WanField(label=_("intended investment"), required=False, min_value=0)
    content = forms.CharField(
        label=_("what you want to build, and what you need"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ["company", "name", "phone", "email", "content", "district", "industry"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        industries = IndustryPage.objects.live().filter(locale=self.page.locale)
        self.fields["industry"].queryset = industries
        self.fields["district"].queryset = District.objects.select_related("region")
        if self.page.language != "zh-hans":
            del self.fields["credit_code"]


class Agreed(forms.CheckboxInput):
    """A tick that sends the version of the words above it; under another version it is off."""

    def __init__(self, version: int):
        super().__init__({"value": version}, lambda ticked: ticked == str(version))

    def value_from_datadict(self, data, files, name):
        return data.get(name)

    def format_value(self, value):
        return None  # it stands in the attributes, ticked or not


class Recommendation(Public):
    """Somebody from here recommends a company; from this moment on it is registered for them."""

    of = Received.Form.RECOMMENDATION
    button = _("Recommend")
    tie = forms.CharField(
        label=_("where you come from"),
        max_length=200,
        required=False,
        help_text=_("Township, school, or what ties you to the city."),
    )
    company = forms.CharField(
        label=_("company that you recommend"),
        max_length=200,
        help_text=_("As on the business licence"),
    )
    content = forms.CharField(
        label=_("what it wants to do, and whom to call"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agrees = forms.ModelChoiceField(
        ConsentText.objects.none(),
        label=_("I agree"),
        required=False,
        to_field_name="version",
        error_messages={
            "invalid_choice": _("These words were changed meanwhile. Read them once more, please.")
        },
    )
    field_order = ["company", "content", "name", "phone", "tie", "agrees"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = ConsentText.objects.in_force()
        agrees = self.fields["agrees"]
        agrees.queryset = ConsentText.objects.filter(pk=words.pk)
        agrees.widget, agrees.help_text = Agreed(words.version), words.text


class Talk(CompanyAsked):
    """A talk with an officer on a day."""

    of = Received.Form.TALK
    button = _("Book the talk")
    contact = forms.ModelChoiceField(
        None, label=_("officer"), required=False, empty_label=_("whoever fits")
    )
    day = forms.DateField(label=_("day"), widget=DayInput())
    part = forms.ChoiceField(
        label=_("time of the day"),
        choices=[
            ("morning", pgettext_lazy("time of the day", "morning")),
            ("afternoon", pgettext_lazy("time of the day", "afternoon")),
        ],
    )
    content = forms.CharField(
        label=_("what it is about"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["contact", "day", "part", "content", "company", "name", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts_in(self.page.locale)
        first, last = _span()
        self.fields["day"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean_day(self):
        day = self.cleaned_data["day"]
        first, last = _span()
        if not first <= day <= last:
            raise ValidationError(
                _("Choose a day from %(first)s to %(last)s.") % {"first": first, "last": last}
            )
        return day


def _span():
    """From tomorrow on."""
    today = timezone.localdate()
    return days_from(today, 1), days_from(today, AHEAD)


class EventGuest(CompanyAsked):
    """Registration for an event."""

    of = Received.Form.EVENT
    button = pgettext_lazy("for an event", "Register")
    email = forms.EmailField(label=_("e-mail"), required=False)
    content = forms.CharField(
        label=_("remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ["name", "company", "phone", "email", "content"]


FORMS = {form.of: form for form in (Enquiry, Recommendation, Talk, EventGuest)}
