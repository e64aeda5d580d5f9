"""Signs between words in the reader's language: 、，；：（） in Chinese, others in English.

What is said here is for people, in the language of the moment. What programs read again, and
documents, which are Chinese, write their signs themselves.
"""

from collections.abc import Iterable

from django.utils.translation import pgettext


def list_comma() -> str:
    return pgettext("between words of a list", ", ")


def comma() -> str:
    return pgettext("between clauses", ", ")


def semicolon() -> str:
    return pgettext("between clauses of a list", "; ")


def colon() -> str:
    return pgettext("between a label and its value", ": ")


def listed(words: Iterable) -> str:
    """Names, one beside the other: 甲、乙."""
    return list_comma().join(map(str, words))


def phrases(parts: Iterable) -> str:
    """Parts of one sentence: 甲，乙. Empty ones are left out."""
    return comma().join(str(part) for part in parts if part)


def clauses(sentences: Iterable) -> str:
    """Sentences or long items in one line: 甲；乙."""
    return semicolon().join(map(str, sentences))


def labelled(label, value) -> str:
    """甲：乙."""
    return f"{label}{colon()}{value}"


def aside(text) -> str:
    """In brackets, behind other words: 甲（乙）. Nothing of nothing."""
    return pgettext("in brackets", " (%(text)s)") % {"text": text} if text else ""
