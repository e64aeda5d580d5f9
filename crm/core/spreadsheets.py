"""What every table that leaves the system as a spreadsheet keeps to."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value):
    """Text that a spreadsheet would take for a formula, made plain text; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
