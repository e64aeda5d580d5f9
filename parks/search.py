"""What the search box finds in the parks."""

from leads.search.kinds import Kind, register

from .models import Enterprise, Park


def register_kinds():
    register(Kind(5, Park, "park", "site", "parks.view_park", title=str, detail=lambda park: f"{park.get_level_display()} · {park.department}", newest=("name", "pk"), related=("department",)))
    register(Kind(6, Enterprise, "enterprise", "home", "parks.view_enterprise", title=str, detail=lambda enterprise: f"{enterprise.credit_code} · {enterprise.park}", related=("park",)))
