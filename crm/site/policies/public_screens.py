"""What a reader of the site does with policies besides reading: applying, and asking to be told."""

from django import forms
from django.core.validators import RegexValidator
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from crm.core.address import address_of
from crm.core.incoming.field import IncomingFiles
from crm.core.limits.code_to_copy import NAME as CODE
from crm.core.limits.code_to_copy import ask_for_code
from crm.core.refusals import refusals_on
from leads.naming.credit_code_field import CreditCodeField

from ..matching import Facts
from ..models import PolicyApplication, PolicyKind, PolicyPage, PolicySubscription
from .answers import AnswersForm, look
from .apply import apply_for
from .fitting import shown
from .subscribe import confirm, end, subscribe_by_mail
from .verdict import verdict_on

PHONE = RegexValidator(r"^[0-9+()\-\s]{5,30}\Z", _("Digits, as in 13800000000 or 0736-7000000."))
MOST_FILES = 10


class Trap(forms.CharField):
    """A field that people do not see; who fills it in is a machine, and is thanked all the same."""

    def __init__(self):
        super().__init__(
            required=False,
            label=_("Leave this empty"),
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )


class ApplyForm(forms.Form):
    name = forms.CharField(label=_("enterprise"), max_length=200)
    credit_code = CreditCodeField()
    contact = forms.CharField(label=_("contact person"), max_length=60)
    phone = forms.CharField(label=_("phone"), max_length=30, required=False, validators=[PHONE])
    email = forms.EmailField(label=_("e-mail"), required=False, max_length=254)
    text = forms.CharField(
        label=_("what is applied for"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    files = IncomingFiles(label=_("materials"), required=False)
    homepage = Trap()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        look(self)

    def clean_files(self):
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("At most %(count)d files.") % {"count": MOST_FILES})
        return files

    def clean(self):
        data = super().clean()
        if not data.get("phone") and not data.get("email") and "phone" not in self.errors:
            self.add_error("phone", _("Leave a phone number or an e-mail address."))
        return data

    @property
    def typed(self) -> dict:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("files", "homepage", CODE)
        }


def facts_in(query: QueryDict) -> Facts:
    """What was answered on the way here; nothing where that can not be read."""
    form = AnswersForm(query)
    return form.facts() if form.is_valid() else AnswersForm.nothing()


@csrf_exempt
def apply_to_policy(request, pk):
    """The form of an application, for anybody: nothing is done in the name of a login."""
    policy = get_object_or_404(PolicyPage.objects.visible_to(request.user), pk=pk)
    facts = facts_in(request.GET)
    form = ApplyForm(request.POST or None, request.FILES or None)
    ask_for_code(form, request)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["homepage"]:
            return redirect("site:policy_applied")
        with refusals_on(form):
            application = apply_for(
                policy,
                facts,
                files=form.cleaned_data["files"],
                address=address_of(request),
                **form.typed,
            )
            if application.request is None:
                return redirect("site:policy_applied")
            request_ = application.request
            return redirect("site:policy_applied_with", request_.number, request_.code)
    context = {
        "page": None,
        "policy": policy,
        "form": form,
        "fit": shown(verdict_on(policy, facts)) if request.GET else None,
    }
    return render(request, "site/policies/apply.html", context)


def applied(request, number="", code=""):
    """What happens next; for a number, which needs its code, also how to follow the application."""
    application = PolicyApplication.objects.filter(
        request__number=number, request__code=code
    ).first()
    if number and application is None:
        raise Http404
    context = {"page": None, "application": application}
    return render(request, "site/policies/applied.html", context)


class SubscribeForm(forms.Form):
    email = forms.EmailField(label=_("e-mail"), max_length=254)
    kinds = forms.ModelMultipleChoiceField(
        PolicyKind.objects.all(),
        label=_("only of these kinds"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    homepage = Trap()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        look(self)


@csrf_exempt
def subscribe(request):
    """Asking to be told of policies that fit what was answered."""
    form = SubscribeForm(request.POST or None)
    ask_for_code(form, request)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["homepage"]:
            return redirect("site:policy_subscribed")
        with refusals_on(form, at="email"):
            subscribe_by_mail(
                form.cleaned_data["email"],
                facts_in(request.GET),
                kinds=form.cleaned_data["kinds"],
                address=address_of(request),
            )
            return redirect("site:policy_subscribed")
    context = {"page": None, "form": form, "has_answers": bool(request.GET)}
    return render(request, "site/policies/subscribe.html", context)


def subscribed(request):
    return render(request, "site/policies/subscribed.html", {"page": None})


def subscription_of(token) -> PolicySubscription:
    return get_object_or_404(PolicySubscription.objects.exclude(email=""), token=token)


@csrf_exempt
def subscription(request, token):
    """The link of the letter: a click there agrees; machines that only look at links do not."""
    record = subscription_of(token)
    if request.method == "POST":
        confirm(record)
        return redirect("site:policy_subscription", token)
    return render(
        request, "site/policies/subscription.html", {"page": None, "subscription": record}
    )


@csrf_exempt
def subscription_end(request, token):
    record = subscription_of(token)
    if request.method == "POST":
        end(record)
        return redirect("site:policy_subscription_end", token)
    context = {"page": None, "subscription": record, "is_ending": True}
    return render(request, "site/policies/subscription.html", context)
