"""What the search box finds of the desk."""

from leads.search.kinds import Kind, register

from .models import ServiceRequest


def register_searched():
    register(
        Kind(
            11,
            ServiceRequest,
            "servicerequest",
            "ds-phone",
            "desk.view_servicerequest",
            title=lambda request: request.title,
            detail=lambda request: (
                f"{request.number} · {request.who} · {request.get_state_display()}"
            ),
            names=("title", "number", "enterprise_name"),
        )
    )
