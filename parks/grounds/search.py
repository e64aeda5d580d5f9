"""What the search box finds in the parks."""

from leads.search.kinds import Kind, register

from ..models import Alliance, Enterprise, EntryApplication, Fund, Park, Plot

NEWEST = ("-pk",)


def register_searched():
    register(
        Kind(
            5,
            Park,
            "park",
            "site",
            "parks.view_park",
            title=str,
            detail=lambda park: f"{park.get_level_display()} · {park.department}",
            newest=("name", "pk"),
            related=("department",),
        )
    )
    register(
        Kind(
            6,
            Enterprise,
            "enterprise",
            "home",
            "parks.view_enterprise",
            title=str,
            detail=lambda enterprise: f"{enterprise.credit_code} · {enterprise.park}",
            related=("park",),
        )
    )
    register(
        Kind(
            7,
            Plot,
            "plot",
            "grip",
            "parks.view_plot",
            title=str,
            detail=lambda plot: f"{plot.get_kind_display()} · {plot.area_sqm} m²",
            names=("park__name", "code"),
            newest=NEWEST,
            related=("park",),
        )
    )
    register(
        Kind(
            8,
            EntryApplication,
            "entryapplication",
            "doc-full",
            "parks.view_entryapplication",
            title=str,
            detail=_of_application,
            names=("number", "project__name"),
            related=("project", "plot__park"),
        )
    )
    register(
        Kind(
            9,
            Fund,
            "fund",
            "group",
            "parks.view_fund",
            title=str,
            detail=lambda fund: " · ".join(filter(None, [fund.manager, str(fund.department)])),
            newest=NEWEST,
            related=("department",),
        )
    )
    register(
        Kind(
            10,
            Alliance,
            "alliance",
            "link",
            "parks.view_alliance",
            title=str,
            detail=lambda alliance: alliance.get_state_display(),
            names=("park__name", "partner_park"),
            newest=NEWEST,
            related=("park", "chamber"),
        )
    )


def _of_application(application) -> str:
    return f"{application.plot} · {application.get_state_display()}"
