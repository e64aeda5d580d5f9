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
from crm.core.refusals import REFUSALS, in_words, said_on

from .comments import comment, may_comment, mentionable
from .record_posts import RecordPost
from .reminders import done, remind


class RemindForm(forms.Form):
    remind_at = forms.DateTimeField(
        label=gettext_lazy("remind me at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(label=gettext_lazy("what of"), max_length=200)


class CommentView(RecordPost):
    """What was typed comes back with the refusal: nothing is lost."""

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        if not may_comment(request.user, record):
            raise NotPermitted
        text = request.POST.get("text", "")
        try:
            comment(record, text=text, by=request.user)
        except REFUSALS as refusal:
            messages.error(request, in_words(refusal))
            return self.show_again(record, comment=text)
        return redirect(f"{self.page_of(record)}#timeline")


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
            with said_on(form):
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
