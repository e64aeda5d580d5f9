"""Commenting on a record and being reminded of it, on its page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from .comments import comment, may_comment, mentionable
from .errors import NotPermitted, Refused
from .links import link_to
from .models import Reminder
from .reminders import done, remind
from .viewsets import StepView


class RemindForm(forms.Form):
    remind_at = forms.DateTimeField(label=gettext_lazy("remind me at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    text = forms.CharField(label=gettext_lazy("what of"), max_length=200)


class CommentView(StepView):
    """What was typed comes back with the refusal: nothing is lost."""

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        if not may_comment(request.user, record):
            raise NotPermitted
        text = request.POST.get("text", "")
        try:
            comment(record, text=text, by=request.user)
        except (Refused, ValidationError) as error:
            messages.error(request, "；".join(error.messages) if isinstance(error, ValidationError) else str(error))
            request.session["unsaid"] = {f"{record._meta.label_lower}:{record.pk}": text[:4000]}
        return redirect(f"{self.get_inspect_url_of(record)}#timeline")


class MentionableView(StepView):
    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        record = self.get_object()
        if not may_comment(request.user, record):
            raise NotPermitted
        return JsonResponse({"people": mentionable(record, request.GET.get("q", "").strip(), by=request.user)})


class RemindView(StepView):
    def post(self, request, *args, **kwargs):
        record, form = self.get_object(), RemindForm(request.POST)
        try:
            if not form.is_valid():
                raise Refused(" ".join(text for errors in form.errors.values() for text in errors))
            remind(record, by=request.user, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("You will be reminded."))
        return redirect(self.get_inspect_url_of(record))


@require_POST
def reminder_done(request, pk):
    reminder = get_object_or_404(Reminder.objects.visible_to(request.user), pk=pk)
    done(reminder)
    record = reminder.target_object
    return redirect(request.POST.get("next") == "record" and record and link_to(record, request.user) or "wagtailadmin_home")


def unsaid(request, record) -> str:
    """The comment that was refused, once."""
    kept = request.session.get("unsaid", {})
    text = kept.pop(f"{record._meta.label_lower}:{record.pk}", "")
    if text:
        request.session["unsaid"] = kept
    return text
