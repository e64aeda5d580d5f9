"""The form fields by which files come in. There is no other way: a test looks for one."""

from django import forms

from .bad_file import BadFile
from .check import check
from .purposes import ATTACHMENT, Purpose
from .quotas import count_upload


class IncomingFile(forms.FileField):
    """One file for a purpose; what is wrong with it is said at the field."""

    def __init__(self, purpose: Purpose = ATTACHMENT, **kwargs):
        self.purpose = purpose
        accepted = forms.FileInput(attrs={"accept": ",".join(purpose.endings)})
        super().__init__(**{"widget": accepted, **kwargs})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            self.check(upload)
        return upload

    def check(self, upload):
        try:
            check(upload, self.purpose)
            if self.purpose.is_kept and not self.purpose.is_attached:
                count_upload(upload)
        except BadFile as bad:
            raise forms.ValidationError(str(bad)) from None


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class IncomingFiles(IncomingFile):
    """Any number of files; ``cleaned_data`` is their list."""

    def __init__(self, purpose: Purpose = ATTACHMENT, **kwargs):
        widget = SeveralFiles(attrs={"accept": ",".join(purpose.endings)})
        super().__init__(purpose, **{"widget": widget, **kwargs})

    def clean(self, data, initial=None):
        if not data:
            super().clean(None)
            return []
        return [super(IncomingFiles, self).clean(upload) for upload in data]
