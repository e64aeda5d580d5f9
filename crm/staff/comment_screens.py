"""Commenting on a record and being reminded of it, on its page."""

from django import forms
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.errors import NotPermitted
from crm.core.links import link_to
from crm.core.models import Reminder
from crm.core.punctuation import clauses
from crm.core.refusals import refusals_on

from .comments import may_comment, mentionable
from .composer import NOTE, SayForm, sayings_for
from .record_posts import RecordPost
from .reminders import done, remind


class RemindForm(forms.Form):
    remind_at = forms.DateTimeField(
        label=gettext_lazy("remind me at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(label=gettext_lazy("what of"), max_length=200)


class SayView(RecordPost):
    """Stores what was written in the composer. What is refused comes back with the refusal: nothing
    typed is lost.
    """

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        sayings = {saying.name: saying for saying in sayings_for(record, request.user)}
        saying = sayings.get(request.POST.get("kind") or NOTE.name)
        if saying is None:
            raise NotPermitted
        form = SayForm(request.POST, request.FILES)
        if form.is_valid():
            with refusals_on(form):
                facts = {name: form.cleaned_data[name] for name in ("text", "next_on", "to")}
                saying.say(record, by=request.user, files=form.cleaned_data["file"], **facts)
                return self.done(record, self.record_page.view_class.talk_place)
        messages.error(
            request, clauses(error for errors in form.errors.values() for error in errors)
        )
        return self.show_again(record, said=form)


class MentionableView(RecordPost):
    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        record = self.get_object()
        if not may_comment(request.user, record):
            raise NotPermitted
        return JsonResponse(
            {"people": mentionable(record, request.GET.get("q", "").strip(), by=request.user)}
        )


class RemindView(RecordPost):
    def post(self, request, *args, **kwargs):
        record, form = self.get_object(), RemindForm(request.POST)
        if form.is_valid():
            with refusals_on(form):
                remind(record, by=request.user, **form.cleaned_data)
                messages.success(request, _("You will be reminded."))
                return redirect(self.page_of(record))
        messages.error(request, _("No reminder is stored. See what is said there."))
        return self.show_again(record, remind=form)


@require_POST
def reminder_done(request, pk):
    reminder = get_object_or_404(Reminder.objects.visible_to(request.user), pk=pk)
    done(reminder)
    record = reminder.target_object
    return redirect(
        request.POST.get("next") == "record"
        and record
        and link_to(record, request.user)
        or "wagtailadmin_home"
    )
