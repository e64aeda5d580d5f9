"""At which of the two doors a person logs in: staff at theirs, all others at the portal's."""

from django.urls import reverse

DOOR = "door"  # in the session
STAFF, PORTAL = "wagtailadmin_login", "portal:login"


def came_by(request, door: str):
    if request.session.get(DOOR) != door:
        request.session[DOOR] = door


def entrance_of(request) -> str:
    """The address of the door by which the session began; the portal's where it is not known."""
    door = request.session.get(DOOR)
    return reverse(door if door in (STAFF, PORTAL) else PORTAL)
