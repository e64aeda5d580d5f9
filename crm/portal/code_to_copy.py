"""What is drawn in the picture of a code to copy; the rest is django-simple-captcha's."""

from django.utils.crypto import get_random_string


def digits() -> tuple[str, str]:
    """(what is shown, what is to be typed): five digits, none of which is taken for a letter."""
    code = get_random_string(5, "2345679")
    return code, code
