"""The bureau's side of the messages with an agent: on the page of the lead and of its project."""

from django import forms
from django.contrib import messages as notes
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.incoming.field import IncomingFiles
from crm.core.models import Attachment
from crm.core.refusals import said_on
from crm.staff.extensions import add_sections

from ..models import Agent, Lead, Message, Project
from .send import correspondents, mark_read, send


def with_files(messages):
    """[(message, its files)], oldest first."""
    return [
        (message, list(Attachment.objects.of(message))) for message in messages.select_related("by")
    ]


def section(lead, request, back):
    seen = Message.objects.visible_to(request.user)
    agents = correspondents(lead)
    if not agents or not request.user.has_perm("leads.view_message"):
        return ""
    threads = [
        (
            agent,
            with_files(seen.thread(lead, agent)),
            reverse("lead_message", args=[lead.pk, agent.pk]),
        )
        for agent in agents
    ]
    if lead.owner_id == request.user.pk:
        mark_read(seen.filter(lead=lead).unread_by_bureau())
    context = {
        "threads": threads,
        "back": back,
        "may_write": request.user.has_perm("leads.add_message"),
    }
    return render_to_string("leads/threads.html", context, request)


def lead_section(lead, request):
    return section(lead, request, "lead")


def project_section(project, request):
    return section(project.lead, request, "project")


add_sections(Lead, lead_section)
add_sections(Project, project_section)


class MessageForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("message"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = IncomingFiles(label=gettext_lazy("file"), required=False)


@require_POST
def write(request, pk, agent_pk):
    """Stores a message and returns to the page that it was written on."""
    user = request.user
    through_project = Project.objects.visible_to(user).filter(lead=pk).first()
    lead = (
        through_project.lead
        if through_project
        else get_object_or_404(Lead.objects.visible_to(user), pk=pk)
    )
    on_project = request.POST.get("back") == "project" and through_project
    page = (
        reverse("project:inspect", args=[through_project.pk])
        if on_project
        else reverse("lead:inspect", args=[pk])
    )
    agent = get_object_or_404(Agent.objects.visible_to(user), pk=agent_pk)
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        with said_on(form):
            send(
                lead,
                agent,
                text=form.cleaned_data["text"],
                files=form.cleaned_data["file"],
                by=user,
            )
            notes.success(request, _("Sent."))
            return redirect(page)
    notes.error(request, "；".join(error for said in form.errors.values() for error in said))
    return _again(request, page, unsent=request.POST.get("text", ""), unsent_to=agent.pk)


def _again(request, page: str, **typed):
    """Back to the page on which the refused message was written, with the message in its form."""
    request.method = "GET"
    vars(request).update(typed)
    found = resolve(page)
    return found.func(request, *found.args, **found.kwargs)
