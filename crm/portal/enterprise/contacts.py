"""Whom of the bureau and the park an enterprise may call."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from parks.contributions.keepers import keepers_of

MOST_OF_THE_PARK = 2


@dataclass(frozen=True)
class Contact:
    """``part`` is what the person does for the enterprise."""

    name: str
    part: str
    office: str
    phone: str


def contacts_of(enterprise) -> list[Contact]:
    """The officers of its park, then who is in charge of its project."""
    park = [_contact(keeper, _("Your park officer")) for keeper in keepers_of(enterprise)]
    officer = _contact(enterprise.project.owner, _("Officer in charge of your project"))
    return [*park[:MOST_OF_THE_PARK], officer]


def _contact(user, part: str) -> Contact:
    return Contact(str(user), part, str(user.department or ""), user.phone)
