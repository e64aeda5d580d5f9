"""Registering a company, following it, and writing to the officer in charge."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.files import attach
from crm.core.models import Parameter
from crm.core.punctuation import clauses
from crm.core.refusals import refusals_on
from leads.messages.send import mark_read, send, threads_of
from leads.messages.threads import MessageForm, thread_with_files
from leads.models import Lead, Message, Project, Registration
from leads.protection.probing import check_name
from leads.protection.register import register as register_company

from ..who import for_agents
from .cases import case_of_lead, case_of_registration, company_of, steps_of
from .forms import CompanyForm, RecommendForm, RegisterForm


@for_agents
def register(request, agent):
    """The whole form for agencies, the light one for hometown referrers (who may ask for the whole
    one). With ``check`` it only says whether the company can be registered; what was typed stays.
    """
    is_light = agent.is_referrer and "whole" not in request.GET
    kind = RecommendForm if is_light else RegisterForm
    context = {"is_light": is_light, "after": _after_registering()}
    if "check" in request.POST:
        form, asked = kind(initial=request.POST.dict()), CompanyForm(request.POST)
        context |= {"asked": asked, "answer": _answer(request.user, agent, asked)}
    else:
        form = kind(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            with refusals_on(form):
                return _registered(request, agent, form)
    return render(request, "portal/register.html", {**context, "form": form})


def _answer(user, agent, asked):
    """The NameCheck; None where the question itself is refused, which then stands on it."""
    if not asked.is_valid():
        return None
    facts = asked.cleaned_data
    with refusals_on(asked):
        return check_name(
            by=user, agent=agent, company_name=facts["company"], credit_code=facts["credit_code"]
        )


def _registered(request, agent, form):
    registration = register_company(by=request.user, agent=agent, **form.facts())
    if evidence := form.cleaned_data.get("evidence"):
        attach(registration, evidence, by=request.user, purpose=str(form["evidence"].label))
    message = _("Registered as %(number)s. You are told as soon as it is taken up.")
    messages.success(request, message % {"number": registration.number})
    return redirect("portal:registration", registration.pk)


def _after_registering() -> list[tuple]:
    """[(when, what)] of the days that the bureau keeps."""
    days = {
        name: Parameter.whole(name)
        for name in (
            "lead_respond_working_days",
            "lead_judge_working_days",
            "lead_protection_days",
            "lead_report_days",
        )
    }
    return [
        (_("at once"), _("You get a number and the moment of receipt, which counts.")),
        (
            _("%(lead_respond_working_days)s working day(s)") % days,
            _("The bureau takes it up or says why not."),
        ),
        (_("%(lead_judge_working_days)s working days") % days, _("It is judged.")),
        (
            _("%(lead_protection_days)s days from then") % days,
            _(
                "Nobody else can register the company; every %(lead_report_days)s days you are "
                "told how it goes."
            )
            % days,
        ),
    ]


@for_agents
def registration(request, agent, pk):
    found = get_object_or_404(
        Registration.objects.visible_to(request.user).filter(agent=agent), pk=pk
    )
    return _case(request, agent, case_of_registration(found, request.user))


@for_agents
def lead(request, agent, pk):
    """What the agent brought or shares; who is a referrer of the
    project alone follows the project.
    """
    user = request.user
    found = Lead.objects.visible_to(user).filter(pk=pk, agent=agent).first() or _shared(
        user, agent, pk
    )
    if found:
        return _case(request, agent, case_of_lead(found, agent, user))
    grown = get_object_or_404(
        Project.objects.visible_to(user).filter(lead=pk, referrals__agent=agent)
    )
    return redirect("portal:project", grown.pk)


def _shared(user, agent, pk):
    shared = (
        Registration.objects.visible_to(user)
        .filter(lead=pk, agent=agent, state=Registration.State.JOINT)
        .first()
    )
    return shared and shared.lead


def _case(request, agent, case):
    if case.lead:
        mark_read(
            Message.objects.visible_to(request.user).thread(case.lead, agent).unread_by_agent()
        )
    disputes = list(case.registration.disputes.all()) if case.registration else []
    is_taken = case.registration and case.registration.state == Registration.State.TAKEN
    context = {
        "case": case,
        "form": MessageForm(),
        "may_dispute": is_taken and not disputes,
        "disputes": disputes,
        "back": "lead",
    }
    return render(request, "portal/lead.html", context)


@for_agents
def project(request, agent, pk):
    found = get_object_or_404(
        Project.objects.visible_to(request.user)
        .filter(referrals__agent=agent)
        .select_related("lead", "owner"),
        pk=pk,
    )
    thread = Message.objects.visible_to(request.user).thread(found.lead, agent)
    mark_read(thread.unread_by_agent())
    context = {
        "project": found,
        "stages": found.stages(),
        "steps": steps_of(found),
        "milestones": found.milestones.all(),
        "form": MessageForm(),
        "company": company_of(found.lead, agent, request.user),
        "messages_": thread_with_files(thread),
        "back": "project",
    }
    return render(request, "portal/project.html", context)


@require_POST
@for_agents
def write(request, agent, pk):
    """Stores a message with its files and returns to the page that it was written on."""
    found = get_object_or_404(threads_of(agent, request.user), pk=pk)
    form = MessageForm(request.POST, request.FILES)
    grown = Project.objects.visible_to(request.user).filter(lead=found).first()
    on_project = request.POST.get("back") == "project" and grown
    if form.is_valid():
        with refusals_on(form):
            send(
                found,
                agent,
                text=form.cleaned_data["text"],
                files=form.cleaned_data["file"],
                by=request.user,
            )
            messages.success(request, _("Sent."))
            return (
                redirect("portal:project", grown.pk) if on_project else redirect("portal:lead", pk)
            )
    messages.error(request, clauses(error for errors in form.errors.values() for error in errors))
    request.unsent = request.POST.get("text", "")  # stands again where it was written
    return project(request, pk=grown.pk) if on_project else lead(request, pk=pk)
