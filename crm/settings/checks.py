"""Values of the environment that are refused at start."""

from django.core.exceptions import ImproperlyConfigured


def one_of(value: str, name: str, *known: str) -> str:
    if value not in known:
        raise ImproperlyConfigured(f"{name} is {value!r}; it may be {' or '.join(known)}")
    return value
