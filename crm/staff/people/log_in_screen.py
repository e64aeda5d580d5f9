"""The page of a colleague's log-in: second factors, sessions, wrong attempts."""

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.accounts.browsers import browser_of
from crm.accounts.sessions import sessions_of
from crm.core.models import User
from crm.core.refusals import refusals_on

from .log_in import end_all_sessions, take_away_factors, unlock

ACTS = {
    "unlock": (unlock, gettext_lazy("Let in again")),
    "sessions": (end_all_sessions, gettext_lazy("End all sessions")),
    "factors": (take_away_factors, gettext_lazy("Take the second factor away")),
}


class ActForm(forms.Form):
    act = forms.ChoiceField(
        label=pgettext_lazy("log-in", "what is done"),
        choices=[(name, act[1]) for name, act in ACTS.items()],
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=60)


def log_in(request, pk):
    if not request.user.has_perm("core.manage_people"):
        raise PermissionDenied
    person = User.objects.visible_to(request.user).of_the_house().filter(pk=pk).first()
    if person is None:
        raise Http404
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, label = ACTS[form.cleaned_data["act"]]
        with refusals_on(form):
            act(person, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Done: %(step)s") % {"step": label})
            return redirect("user:log_in", pk)
    context = {"form": form, "person": person, **state_of(person)}
    return render(
        request, "accounts/of_a_colleague.html", {"title": _("Log-in and sessions"), **context}
    )


def state_of(person) -> dict:
    return {
        "factors": Authenticator.objects.filter(user_id=person.pk).order_by("pk"),
        "sessions": [(browser_of(session.user_agent), session) for session in sessions_of(person)],
        "attempts": AccessAttempt.objects.filter(username=person.username).order_by("-pk")[:20],
    }
