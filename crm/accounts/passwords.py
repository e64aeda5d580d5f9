"""What is asked of a password: length by who has it, and none that others guess first.

Apps tell by ``refuse_in_passwords`` which further names stand too near.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core.models import Parameter

from .audit import password_set

COMMON_HERE = Path(__file__).parent / "common_passwords.txt"
SHORTEST_NAME = 4  # letters; shorter ones stand in many words by chance
LOOKS_LIKE = str.maketrans("@431!057$", "aaeiiosts")
PRODUCT = ("deshang", "德商")

_REFUSED_NAMES: list[Callable[[], Iterable[str]]] = []


def refuse_in_passwords(names: Callable[[], Iterable[str]]):
    """``names()`` are of the city, the bureau: no password has one of them in it."""
    _REFUSED_NAMES.append(names)


class LongEnough:
    """Longer for staff than for the portal: rule numbers."""

    def validate(self, password, user=None):
        least = _least(user)
        if len(password) < least:
            raise ValidationError(_too_short(least), code="password_too_short")

    def get_help_text(self):
        return _too_short(Parameter.whole("password_length_staff"))


def _least(user) -> int:
    """Who is not known yet is taken for staff, unless they come by an invitation."""
    is_outside = user is not None and not user.is_staff
    return Parameter.whole(f"password_length_{'outside' if is_outside else 'staff'}")


def _too_short(least: int) -> str:
    return ngettext(
        "A password has at least %(count)d character.",
        "A password has at least %(count)d characters.",
        least,
    ) % {"count": least}


FROM_LETTER_TO_LETTER = re.compile(r"[^\W\d_](?:.*[^\W\d_])?", re.DOTALL)


class NotCommon(CommonPasswordValidator):
    """No password of the list, nor one with digits and signs put before, behind or within it."""

    def __init__(self):
        super().__init__()
        words = COMMON_HERE.read_text(encoding="utf-8").split()
        self.passwords = frozenset({*self.passwords, *words})

    def validate(self, password, user=None):
        lower = password.lower().strip()
        found = FROM_LETTER_TO_LETTER.search(lower)
        bare = found[0] if found else ""
        letters = re.sub(r"[\W_]+", "", bare.translate(LOOKS_LIKE))
        words = {lower, bare, letters, re.sub(r"[\W\d_]+", "", lower)}
        if words & self.passwords or not bare or _is_repeated(lower):
            raise ValidationError(
                _(
                    "Others try this password first. Take several words that do not belong "
                    "together."
                ),
                code="password_too_common",
            )

    def get_help_text(self):
        return _("None that many people have, not even with figures behind it.")


def _is_repeated(password: str) -> bool:
    """A few characters over and over: "abcabcabcabc"."""
    return re.fullmatch(r"(.{1,4})\1+", password) is not None


class NoKnownName:
    """Neither the city's name, the product's nor the person's own, in characters or letters."""

    def validate(self, password, user=None):
        lower = re.sub(r"[\W_]+", "", password.lower())
        for name in _known_names(user):
            if any(form in lower for form in forms_of(name)):
                raise ValidationError(
                    _("No name of the city, of the bureau or your own stands in a password."),
                    code="password_has_a_name",
                )

    def get_help_text(self):
        return _("No name of the city, of the bureau or your own.")


class Audited:
    """Refuses none: hears of each new one that is stored, and the audit log tells of it."""

    def validate(self, password, user=None):
        pass

    def password_changed(self, password, user=None):
        password_set(user)

    def get_help_text(self):
        return _("That a password was changed, and by whom, stands in the audit log.")


def _known_names(user) -> list[str]:
    of_user = [user.name, user.username, user.phone, user.email.split("@")[0]] if user else []
    of_house = [name for names in _REFUSED_NAMES for name in names()]
    return [name for name in (*PRODUCT, *of_house, *of_user) if name]


def forms_of(name: str) -> set[str]:
    """As it is written, and as it sounds in letters: 张伟 → zhangwei."""
    from pypinyin import lazy_pinyin  # on first use: its dictionaries take half a second

    written = re.sub(r"[\W_]+", "", name.lower())
    sound = "".join(lazy_pinyin(written))
    is_chinese = not written.isascii()
    forms = {sound} if len(sound) >= SHORTEST_NAME else set()
    if len(written) >= (2 if is_chinese else SHORTEST_NAME):
        forms.add(written)
    return forms
