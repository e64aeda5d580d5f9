"""Warning lights in the cells of lists."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.columns import LightColumn, is_under_way


def as_light(light) -> tuple[str, str, str]:
    """(colour, word, reason) of a warning light."""
    return light.colour, light.get_grade_display(), light.sentence


def lights_of(record) -> list[tuple[str, str, str]]:
    """The worst first; green for what is on its way and breaks no rule."""
    lights = sorted(record.lights.all(), key=lambda light: -light.grade)
    if lights:
        return [as_light(light) for light in lights]
    return [("green", _("green light"), "")] if is_under_way(record) else []


LIGHT_COLUMN = LightColumn("lights", label=gettext_lazy("warning light"), lights_of=lights_of)
