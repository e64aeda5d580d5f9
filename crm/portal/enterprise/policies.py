"""Which policies fit the enterprise by what the house knows of it, applying for them, and what
became of the applications.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.files import files_of
from crm.core.incoming.field import IncomingFiles
from crm.core.incoming.phone import check_phone
from crm.core.refusals import refusals_on
from crm.site.models import PolicyApplication, PolicyPage, PolicySubscription
from crm.site.policies.apply import apply_for
from crm.site.policies.facts import facts_of
from crm.site.policies.fitting import fits_for, shown
from crm.site.policies.subscribe import end, subscribe_login
from crm.site.policies.verdict import verdict_on

from .who import for_people

MOST_FILES, MOST_SHOWN, BEST = 10, 20, 3
# What the applicant is told with the reason.
TOLD_WHY = (PolicyApplication.State.INCOMPLETE, PolicyApplication.State.REFUSED)


class ApplyForm(forms.Form):
    """What the house does not know: of the enterprise nothing is asked."""

    phone = forms.CharField(label=gettext_lazy("phone"), max_length=30, validators=[check_phone])
    text = forms.CharField(
        label=gettext_lazy("what is applied for"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    files = IncomingFiles(label=gettext_lazy("materials"), required=False)

    def clean_files(self):
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("At most %(count)d files.") % {"count": MOST_FILES})
        return files


def applications_of(person):
    """The newest first."""
    rows = PolicyApplication.objects.visible_to(person.user).filter(enterprise=person.enterprise)
    return rows.select_related("policy").order_by("-pk")


def best_of(person) -> list:
    """The few policies that fit best, for the home page."""
    return fits_for(facts_of(person.enterprise), person.user).best[:BEST]


@for_people("handles_requests")
def policies(request, person):
    context = {
        "found": fits_for(facts_of(person.enterprise), request.user),
        "applications": applications_of(person)[:MOST_SHOWN],
        "is_followed": _subscriptions(person).exists(),
    }
    return render(request, "portal/enterprise/policies.html", context)


def _subscriptions(person):
    subscriptions = PolicySubscription.objects.visible_to(person.user).active()
    return subscriptions.filter(enterprise=person.enterprise)


@require_POST
@for_people("handles_requests")
def follow(request, person):
    """To be told of new and changed policies that fit, or no more."""
    if "end" in request.POST:
        for subscription in _subscriptions(person):
            end(subscription, by=request.user)
    else:
        subscribe_login(request.user, enterprise=person.enterprise)
    messages.success(request, _("Saved."))
    return redirect("portal:policies")


@for_people("handles_requests")
def apply(request, person, pk):
    policy = get_object_or_404(PolicyPage.objects.visible_to(request.user), pk=pk)
    facts = facts_of(person.enterprise)
    form = ApplyForm(
        request.POST or None, request.FILES or None, initial={"phone": request.user.phone}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            stored = _applied(person, policy, facts, form.cleaned_data)
            messages.success(request, _("Applied. You are told of each step."))
            return redirect("portal:application", stored.pk)
    fit = shown(verdict_on(policy, facts))
    context = {"policy": policy, "form": form, "fit": fit}
    return render(request, "portal/enterprise/apply.html", context)


def _applied(person, policy, facts, typed) -> PolicyApplication:
    enterprise, user = person.enterprise, person.user
    return apply_for(
        policy,
        facts,
        by=user,
        enterprise=enterprise,
        name=enterprise.name,
        credit_code=enterprise.credit_code,
        contact=user.name,
        email=user.email,
        **typed,
    )


@for_people("handles_requests")
def application(request, person, pk):
    found = get_object_or_404(applications_of(person), pk=pk)
    judged = found.moves().last()
    context = {
        "application": found,
        "files": files_of(found, request.user),
        "said": judged.note if judged and found.state in TOLD_WHY else "",
        "stages": found.stages(),
    }
    return render(request, "portal/enterprise/application.html", context)
