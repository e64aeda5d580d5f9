"""A code to copy from a picture, where forms of strangers are abused: not for everybody, since who
sees badly can not read it.
"""

from captcha.fields import CaptchaField
from captcha.models import CaptchaStore
from django.utils.translation import gettext_lazy as _

NAME = "picture"
MANY = _("Very much is being sent at this moment. Please copy the code.")


class CodeToCopy(CaptchaField):
    def __init__(self, **kwargs):
        super().__init__(
            label=_("code in the picture"),
            help_text=_("Copy the five digits, so that we know a person writes."),
            error_messages={
                "invalid": _("That is not the code in the picture. Copy the new one."),
            },
            **kwargs,
        )


def ask_for_code(form, request):
    """Let ``form`` ask for a code, if the limits say so of this request (``code_from``). What was
    typed stands in the form that comes back with it.
    """
    if getattr(request, "asks_for_a_code", False):
        CaptchaStore.remove_expired()
        form.fields[NAME] = field = CodeToCopy()
        field.error_messages["required"] = MANY
