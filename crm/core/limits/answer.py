"""The answer to whoever sent too much: how long to wait, in both languages, and all that was typed,
to be sent once more.
"""

from django.conf import settings
from django.http import JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from ..audit.kinds import LIMITED
from ..audit.write import REFUSED, note
from ..models.rate_limit import RATE_LIMITS
from .count import Counted
from .routes import READING, is_answered_by_json
from .words import after_words

SECRET = {"code", "otp", "credential"}  # fields that are typed again, as passwords are
LONGEST = 256 * 1024  # bytes of a form that is shown once more; what is longer is not read


def too_many(request, counted: Counted):
    """429, with Retry-After. The audit log tells of the first refusal of a row, and then of the
    tenth, hundredth, thousandth: who knocks a million times does not fill it.
    """
    if _is_power_of_ten(counted.refused):
        note(
            LIMITED,
            record=str(RATE_LIMITS[counted.code].label),
            outcome=REFUSED,
            count=counted.refused,
            request=request,
        )
    if is_answered_by_json(request):
        response = JsonResponse({"error": "too_many", "detail": _sentence(counted.wait)})
    else:
        response = render(request, "core/too_many.html", _shown(request, counted))
    response.status_code = 429
    response["Retry-After"] = str(counted.wait)
    response["Cache-Control"] = "no-store"
    return response


def _is_power_of_ten(refused: int) -> bool:
    return str(refused).strip("0") == "1"


def _sentence(wait: int) -> str:
    return _("Very much came from you. %(when)s") % {"when": after_words(wait)}


def _shown(request, counted: Counted) -> dict:
    typed, has_files = _typed(request)
    return {
        "told": [
            _words_in(code, counted.wait, typed, has_files) for code, _name in settings.LANGUAGES
        ],
        "typed": [] if has_files else typed,
        "to_copy": [text for _name, text in typed if has_files and len(text) > 20],
        "action": request.get_full_path(),
    }


def _words_in(language: str, wait: int, typed: list, has_files: bool) -> dict:
    with translation.override(language):
        return {
            "language": language,
            "title": _("One moment, please"),
            "wait": _sentence(wait),
            "help": _help(typed, has_files),
            "again": _("Send it again"),
        }


def _help(typed: list, has_files: bool) -> str:
    if has_files:
        return _("Nothing was stored. Go back and send it again; the files are to be chosen again.")
    return _("What you typed is kept on this page.") if typed else ""


def _typed(request) -> tuple[list[tuple[str, str]], bool]:
    """([(field, text)], whether files came with them)."""
    if request.method in READING:
        return [], False
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return [], True
    try:
        fields, files = request.POST, request.FILES
    except UnreadablePostError:
        return [], False
    if any("password" in name or name in SECRET for name in fields):
        return [], False
    return [(name, text) for name, texts in fields.lists() for text in texts], bool(files)
