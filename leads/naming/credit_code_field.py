from django import forms
from django.utils.translation import gettext_lazy as _

from .credit_code import check_credit_code, normalised


class CreditCodeField(forms.CharField):
    """A code as people type it, in whatever width and case; it comes out as it is stored."""

    def __init__(self, *, label="", required=False, **options):
        label = label or _("unified social credit code")
        super().__init__(label=label, required=required, max_length=40, **options)

    def clean(self, value):
        code = normalised(super().clean(value))
        if code:
            check_credit_code(code)
        return code
