"""Titles of columns taken apart: what stands in brackets, what is left without them, what two
writings of one title share.
"""

import re
import unicodedata

OPEN, CLOSE = r"(\[【（{｛〔〖<＜《［", r")\]】）}｝〕〗>＞》］"
FLAT = f"[^{OPEN}{CLOSE}]*"
BRACKETED = re.compile(f"[{OPEN}]({FLAT}(?:[{OPEN}]{FLAT}[{CLOSE}]{FLAT})*)[{CLOSE}]")
UNCLOSED = re.compile(f"[{OPEN}]({FLAT})$")
PUNCTUATION = re.compile(r"[\s*＊:：、，,。.·/\\_\-—\"'“”]+")


def brackets_of(text: str) -> list[str]:
    brackets = BRACKETED.findall(text)
    unclosed = UNCLOSED.search(BRACKETED.sub("", text))
    return [*brackets, unclosed[1]] if unclosed else brackets


def without_brackets(text: str) -> str:
    return UNCLOSED.sub("", BRACKETED.sub("", text))


def name_key(text: str) -> str:
    """What a title comes down to: no brackets, blanks, stars, width or case."""
    text = unicodedata.normalize("NFKC", text)
    return PUNCTUATION.sub("", without_brackets(text) or text).lower()
