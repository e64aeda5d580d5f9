"""What the house has told the agent."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from crm.core.notifications.screens import inbox_context


@login_required
def notifications(request):
    return render(request, "portal/notifications.html", inbox_context(request))
