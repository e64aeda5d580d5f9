"""The page behind the link of an invitation, of whatever kind."""

from django import forms
from django.contrib.auth import login
from django.shortcuts import redirect, render

from crm.accounts.adapters import BACKEND
from crm.accounts.proofs import PASSWORD, record
from crm.core.refusals import refusals_as_message, refusals_on

from .forms import AcceptForm, CodeForm
from .invite import WRONG_CODE, accept, asked_words, invitation_of, is_right_code, join
from .who import choose


def invitation(request, token):
    found = invitation_of(token)
    if found is None or not found.is_valid:
        return render(request, "portal/invitation_over.html", status=410)
    if request.user.is_authenticated and not request.user.is_staff:
        return _join(request, found)
    form = AcceptForm(
        request.POST or None,
        initial={"email": found.email},
        needs_code=found.needs_code,
        consent=asked_words(found),
    )
    if request.method == "POST" and form.is_valid() and _is_opened(found, form):
        with refusals_on(form):
            user = accept(found, **form.facts())
            login(request, user, backend=BACKEND)
            record(request, user, PASSWORD)
            return redirect("portal:home")
    return render(request, "portal/invitation.html", {"form": form, "invitation": found})


def _join(request, found):
    """Let a person who has a login already act for this host too, so that they need no second
    password.
    """
    form = (CodeForm if found.needs_code else forms.Form)(
        request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid() and _is_opened(found, form):
        with refusals_as_message(request):
            join(found, by=request.user, code=form.cleaned_data.get("code", ""))
            choose(request, found.host)
        return redirect("portal:home")
    return render(request, "portal/invitation_join.html", {"invitation": found, "form": form})


def _is_opened(found, form) -> bool:
    """Whether the code typed is the right one; a wrong one counts, whatever else becomes of the
    form.
    """
    if is_right_code(found, form.cleaned_data.get("code", "")):
        return True
    form.add_error("code", WRONG_CODE)
    return False
