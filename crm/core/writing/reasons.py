"""What stands in a history as the reason of a step: the step, and what was noted with it.

The sign between them is stored, and read again: it is the same in every language.
"""

SIGN = "："


def with_note(what, note: str) -> str:
    return f"{what}{SIGN}{note}" if note else str(what)


def note_of(reason: str) -> str:
    return reason.partition(SIGN)[2]
