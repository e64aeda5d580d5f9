"""The districts as the dashboards draw them."""

from crm.dispatch.dashboards.districts import Outline, outline_districts

from .models import District


def outlines() -> list[Outline]:
    districts = District.objects.exclude(outline="").select_related("region")
    return [
        Outline(
            district.region_id, district.name, district.outline, district.label_x, district.label_y
        )
        for district in districts
    ]


def register():
    outline_districts(outlines)
