"""Rules for every spreadsheet that leaves the system."""

FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "﹦",
    "﹢",
    "﹣",
    "﹫",
    "−",
    "\t",
    "\r",
    "\n",
)


def neutral(value):
    """Text that a spreadsheet would take for a formula, made plain text; anything else as it is.

    The full-width signs count too: programs for Chinese offices make them half-width there.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def as_written(text: str) -> str:
    """The text that ``neutral`` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
