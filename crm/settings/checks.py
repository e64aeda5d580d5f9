"""Values of the environment that are refused at start."""

from django.core.exceptions import ImproperlyConfigured


def one_of(value: str, name: str, *choices: str) -> str:
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it may be {' or '.join(choices)}")
    return value
