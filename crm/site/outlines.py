"""The districts as the dashboards draw them."""

from crm.dispatch.dashboards.districts import Outline, outline_districts

from .models import District


def outlines() -> list[Outline]:
    drawn = District.objects.exclude(outline="").select_related("region")
    return [
        Outline(each.region_id, each.name, each.outline, each.label_x, each.label_y)
        for each in drawn
    ]


def register():
    outline_districts(outlines)
