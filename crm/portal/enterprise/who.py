"""Who acts for an enterprise, and what they may do for it."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404

from parks.models import EnterprisePerson
from parks.models.enterprise_person import enterprises_of

JOINED = ("enterprise__project__owner__department", "enterprise__park")


def person_of(user) -> EnterprisePerson | None:
    """The login by which ``user`` acts for the enterprise chosen; read once for each request."""
    if not hasattr(user, "acting_person"):
        rows = EnterprisePerson.objects.filter(user=user, enterprise__in=enterprises_of(user))
        user.acting_person = rows.select_related(*JOINED).first()
        if user.acting_person:
            user.acting_person.user = user  # with what was read of it already
    return user.acting_person


def for_people(right: str = ""):
    """Log in first; the view gets the EnterprisePerson as its second argument. 404 for who is no
    enterprise's login, 403 for who has not the ``right`` ("is_first", or one of ``RIGHTS``).
    """

    def decorate(view):
        @login_required
        @wraps(view)
        def with_person(request, *args, **kwargs):
            person = person_of(request.user)
            if person is None:
                raise Http404
            if right and not (person.is_first if right == "is_first" else person.may(right)):
                raise PermissionDenied
            return view(request, person, *args, **kwargs)

        return with_person

    return decorate
