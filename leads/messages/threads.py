"""A thread as the agent reads it in the portal, and the form below it."""

from django import forms
from django.utils.translation import gettext_lazy

from crm.core.files import with_files
from crm.core.incoming.field import IncomingFiles


def thread_with_files(messages):
    """[(message, its files)], oldest first."""
    return with_files(messages.select_related("by__department", "agent"))


class MessageForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("message"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = IncomingFiles(label=gettext_lazy("file"), required=False)
