"""The telephone number that somebody leaves to be called back."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FEWEST_DIGITS = 6


def check_phone(phone: str) -> None:
    """A validator: raises ValidationError where too few digits are in it to be called."""
    if sum(character.isdigit() for character in phone) < FEWEST_DIGITS:
        raise ValidationError(_("A number with at least six digits, please."))
