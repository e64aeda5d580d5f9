"""What a page says, however its template is broken into lines."""

import re


def flat(response) -> str:
    """The HTML of a response without the white space that no browser shows between elements."""
    html = re.sub(r"\s+", " ", response.content.decode())
    return re.sub(r"(?<=>) | (?=[<>])", "", html)
