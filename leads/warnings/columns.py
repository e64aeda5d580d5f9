"""Warning lights in the cells of lists and beside records."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from crm.staff.quick_cells import QuickColumn


def shown(light):
    """A light in its colour with its reason in words."""
    return format_html(
        '<span class="light light--{}"><b>● {}</b> {}</span>',
        light.grade,
        light.get_grade_display(),
        light.reason,
    )


def lights_of(record):
    return [shown(light) for light in sorted(record.lights.all(), key=lambda light: -light.grade)]


class LightColumn(QuickColumn):
    def __init__(self):
        super().__init__("lights", label=_("warning light"))

    def get_value(self, instance):
        return format_html_join("", "<div>{}</div>", ((light,) for light in lights_of(instance)))
