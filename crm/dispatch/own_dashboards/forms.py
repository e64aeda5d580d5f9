"""The form of a dashboard's cards: plain fields of one name each, so that it works without a
script, and what was typed stands there again.
"""

from dataclasses import dataclass, field

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.indicators.read import is_told
from crm.core.indicators.registry import DIMENSION_NAMES, INDICATORS
from crm.core.models import Department, User
from crm.core.roles import ROLES

from ..dashboards.pivot import TIMES
from .layout import FIELDS, MOST, USUAL, WIDTHS, Kind

SHARES = {3: "¼", 4: "⅓", 6: "½", 8: "⅔", 12: "1"}


class NameForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a dashboard", "name"), max_length=60)


@dataclass
class CardsForm:
    """``cards`` as they were sent or stored, however wrong; ``do`` is the button that was pressed,
    such as "up:2".
    """

    cards: list[dict]
    errors: list[str] = field(default_factory=list)

    @classmethod
    def of_post(cls, data) -> "CardsForm":
        columns = [data.getlist(name)[: MOST + 1] for name in FIELDS]
        length = max(map(len, columns))
        padded = [[*column, *[""] * (length - len(column))] for column in columns]
        return cls([dict(zip(FIELDS, row, strict=True)) for row in zip(*padded, strict=True)])

    def press(self, do: str) -> bool:
        """Move, add or take away a card; whether ``do`` was such a button."""
        what, _colon, place = do.partition(":")
        if what == "add":
            kind = place if place in Kind.values else Kind.FIGURE
            if len(self.cards) < MOST:
                self.cards.append({"kind": str(kind), "what": "", "width": USUAL[Kind(kind)]})
            return True
        index = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1
        if what not in ("up", "down", "away") or not 0 <= index < len(self.cards):
            return False
        card = self.cards.pop(index)
        if what != "away":
            self.cards.insert(max(0, index + (1 if what == "down" else -1)), card)
        return True


def choices(user, cards: list[dict]) -> dict:
    """What may be chosen; an indicator that exists no longer only where it stands already."""
    indicators = [
        (code, str(indicator.label))
        for code, indicator in INDICATORS.items()
        if is_told(code, (), user)
    ]
    codes = {code for code, _label in indicators}
    stored_codes = sorted({str(card.get("what", "")) for card in cards} - codes - {""})
    return {
        "kinds": Kind.choices,
        "indicators": sorted(indicators, key=lambda row: row[1]),
        "kept": [
            (code, str(getattr(INDICATORS.get(code), "label", code))) for code in stored_codes
        ],
        "dimensions": [(code, str(dimension.label)) for code, dimension in DIMENSION_NAMES.items()],
        "times": [(code, str(label)) for code, (label, _key) in TIMES.items()],
        "widths": [(width, SHARES[width]) for width in WIDTHS],
        "most": MOST,
    }


class ShareForm(forms.Form):
    role = forms.ModelChoiceField(
        Group.objects.none(),
        label=pgettext_lazy("of a person", "role"),
        required=False,
        empty_label="—",
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=gettext_lazy("department"),
        required=False,
        empty_label="—",
        help_text=gettext_lazy("With the departments below it."),
    )
    person = forms.ModelChoiceField(
        User.objects.none(),
        label=pgettext_lazy("of a share", "person"),
        required=False,
        empty_label="—",
    )
    may_edit = forms.BooleanField(label=gettext_lazy("may change it"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        of_the_house = [code for code, role in ROLES.items() if role.is_staff]
        self.fields["role"].queryset = Group.objects.filter(name__in=of_the_house).order_by("pk")
        self.fields["role"].label_from_instance = lambda group: str(ROLES[group.name].label)
        self.fields["department"].queryset = Department.objects.visible_to(user)
        people = User.objects.visible_to(user).staff().exclude(pk=user.pk)
        self.fields["person"].queryset = people.order_by("department", "pk")
