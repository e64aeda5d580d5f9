"""How long a bar is drawn, as a class: no element may carry a style of its own.

``core/components/shares.css`` has a class for each step; it is written by ``sheet``.
"""

from decimal import Decimal

from django import template

register = template.Library()
# Name → (property, unit, step, most). The sheet says what each is used for.
STEPS = {
    "v": ("--v", "%", 1, 100),
    "t": ("--t", "%", 1, 100),
    "d": ("--d", "", 5, 730),
    "part": ("--v", "", 1, 100),
}


def class_of(name: str, value) -> str:
    """The class of the nearest step: ``ds-v43`` for 42.7; the ends for what lies beyond them."""
    _property, _unit, step, most = STEPS[name]
    nearest = int((Decimal(str(value or 0)) / step).to_integral_value()) * step
    return f"ds-{name}{min(max(nearest, 0), most)}"


@register.filter
def drawn(value, name: str = "v") -> str:
    return class_of(name, value)


def sheet() -> str:
    """The text of the style sheet."""
    rules = [
        f".ds-{name}{number} {{\n  {property_}: {number}{unit};\n}}\n"
        for name, (property_, unit, step, most) in STEPS.items()
        for number in range(0, most + 1, step)
    ]
    return "/* Written by crm/core/templatetags/shares.py:sheet. */\n" + "\n".join(rules)
