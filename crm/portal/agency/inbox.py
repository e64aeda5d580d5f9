"""What the house has told the agent, and by which ways it may."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm.staff.notification_screens import ChoicesForm, inbox_context


@login_required
def notifications(request):
    return render(request, "portal/notifications.html", inbox_context(request))


@login_required
def notification_choices(request):
    form = ChoicesForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.store()
        messages.success(request, _("Your wishes are stored."))
        return redirect("portal:notifications")
    return render(request, "portal/notification_choices.html", {"form": form})
