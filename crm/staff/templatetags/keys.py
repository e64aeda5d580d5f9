"""The keys that the screens answer to, as ``?`` lists them."""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

# Title, then what each does and what is pressed.
KEYS = [
    (
        pgettext_lazy("keys", "Everywhere"),
        [
            (_("Search everything"), ["Ctrl + K"]),
            (_("Choose and open what was found"), ["↑ ↓", "Enter"]),
            (_("Open it in a new tab"), ["Ctrl + Enter"]),
            (_("Fold the menu"), ["["]),
            (_("Close"), ["Esc"]),
            (_("These keys"), ["?"]),
        ],
    ),
    (
        pgettext_lazy("keys", "Work queue"),
        [
            (_("The next task, the one before"), ["J", "K"]),
            (_("Deal with the chosen task"), ["Enter"]),
        ],
    ),
    (
        pgettext_lazy("keys", "Lists"),
        [
            (_("Search this list"), ["/"]),
            (_("The next row, the one before"), ["J", "K"]),
            (_("Open the chosen row"), ["Enter"]),
            (_("Tick the chosen row"), ["X"]),
            (_("Shut the preview"), ["Esc"]),
        ],
    ),
    (
        _("Board"),
        [
            (_("Move the card to the next stage, to the one before"), ["→", "←"]),
            (_("The card's menu"), ["M"]),
        ],
    ),
]


@register.simple_tag
def keys_of_the_house():
    return KEYS
