"""Saved views of lists: keep, change, share, delete, open first."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.core.models import SavedView
from crm.core.writes import as_one

PASSING = {"p", "after", "before", "export", "view", "_w_filter_fragment"}
OPEN_ALL = "all"  # ?view=all: the list without the view that is opened first


def conditions(query: str) -> str:
    """The lasting part of an address's query, in one order, so that two ways of writing it are
    equal.
    """
    parameters = QueryDict(query.lstrip("?"))
    lasting = sorted(
        (name, value)
        for name, values in parameters.lists()
        for value in values
        if name not in PASSING and value
    )
    lasting_query = QueryDict(mutable=True)
    for name, value in lasting:
        lasting_query.appendlist(name, value)
    return lasting_query.urlencode()


def views_of(list_name: str, user):
    return SavedView.objects.visible_to(user).filter(list_name=list_name).select_related("user")


def first_view(list_name: str, user):
    """The view that ``user`` has chosen to open this list with, or None."""
    return views_of(list_name, user).filter(opened_first_by=user).first()


@as_one()
def save_view(
    *, list_name: str, name: str, query: str, audience: str = SavedView.Audience.OWN, by
) -> SavedView:
    """Keep ``query`` under ``name``; one's own view of that name is replaced."""
    view = SavedView.objects.filter(
        user=by, list_name=list_name, name=name.strip()
    ).first() or SavedView(user=by, list_name=list_name, name=name.strip())
    view.query = conditions(query)
    return _share(view, audience, by)


@as_one()
def change_view(view: SavedView, *, name: str, audience: str, by) -> SavedView:
    """Rename and share one's own view."""
    _own(view, by)
    view.name = name.strip()
    return _share(view, audience, by)


@as_one()
def delete_view(view: SavedView, *, by):
    _own(view, by)
    view.delete()


@as_one()
def open_first(view: SavedView, first: bool, *, by):
    """Open the list with ``view`` from now on, or no longer; each person has at most one such view
    a list.
    """
    for other in SavedView.objects.filter(list_name=view.list_name, opened_first_by=by):
        other.opened_first_by.remove(by)
    if first:
        view.opened_first_by.add(by)


def _own(view, user):
    if view.user_id != user.pk:
        raise PermissionDenied


def _share(view, audience, user):
    if (
        audience == SavedView.Audience.EVERYBODY
        and view.audience != audience
        and not user.has_perm("core.share_view_with_everybody")
    ):
        raise PermissionDenied
    if audience == SavedView.Audience.DEPARTMENT and not user.department_id:
        raise ValidationError({"audience": _("You belong to no department.")})
    view.audience = audience
    view.department_id = user.department_id if audience == SavedView.Audience.DEPARTMENT else None
    view.full_clean()
    view.save()
    return view
