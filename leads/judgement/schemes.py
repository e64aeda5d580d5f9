"""Versions of the criteria: a new one begins as a copy, and takes the place of the one in force."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Criterion, Scheme

COPIED = ["name", "measure", "weight", "scale", "department", "guidance", "vetoes"]


def in_force() -> Scheme | None:
    return Scheme.objects.filter(state=Scheme.State.IN_FORCE).first()


@as_one()
def new_version(*, by, title: str, remark: str = "", of: Scheme | None = None) -> Scheme:
    """A draft with the criteria of the scheme ``of``; or, where
    that is None, of the one in force.
    """
    if not by.has_perm("leads.add_scheme"):
        raise NotPermitted(_("You do not have the right to draft judgement schemes."))
    newest = Scheme.objects.select_for_update().order_by("-number").first()
    scheme = save_as(
        Scheme(number=newest.number + 1 if newest else 1, title=title, remark=remark), by=by
    )
    source = of or in_force()
    for criterion in source.criteria.all() if source else []:
        save_as(
            Criterion(scheme=scheme, **{name: getattr(criterion, name) for name in COPIED}),
            by=by,
            reason=_("copied from %(scheme)s") % {"scheme": source},
        )
    return scheme


@as_one()
def put_in_force(scheme, *, by, note: str = ""):
    """Retire the version in force and put ``scheme`` in its place. Open judgements keep the version
    that they began with.
    """
    current = Scheme.objects.select_for_update().filter(state=Scheme.State.IN_FORCE).first()
    if current:
        move(current, "retire", by=by, note=note)
    return move(scheme, "put_in_force", by=by, note=note)
