from django.utils import translation

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def in_language(language: str):
    """A context in which all that is said is in "zh" or "en"."""
    return translation.override(LANGUAGES[language])
