"""Putting a dashboard together, changing, copying, sharing it, and beginning with it."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import DashboardShare, OwnDashboard
from .layout import clean_cards

MOST_OF_A_PERSON = 50


@as_one()
def put_together(*, by, name: str, cards: Iterable[Mapping]) -> OwnDashboard:
    """Raises NotPermitted, Refused for one too many, ValidationError."""
    if not by.has_perm("leads.view_project"):
        raise NotPermitted(_("You do not look at dashboards."))
    if by.own_dashboards.count() >= MOST_OF_A_PERSON:
        most = {"most": MOST_OF_A_PERSON}
        raise Refused(_("You have %(most)s dashboards. Delete one that is not needed.") % most)
    return _stored(OwnDashboard(owner=by, name=_tidy(name), cards=clean_cards(cards)), by)


@as_one()
def change(dashboard: OwnDashboard, *, by, name: str, cards: Iterable[Mapping]) -> OwnDashboard:
    """By its owner, or with whom it is shared to be changed. What somebody else changed meanwhile
    is in the history.
    """
    dashboard = _to_be_changed(dashboard, by)
    codes = [card["what"] for card in dashboard.cards]
    cards, name = clean_cards(cards, codes), _tidy(name)
    if (cards, name) == (dashboard.cards, dashboard.name):
        return dashboard
    dashboard.cards, dashboard.name = cards, name
    return _stored(dashboard, by)


@as_one()
def copy(dashboard: OwnDashboard, *, by) -> OwnDashboard:
    """One's own copy of a dashboard that one sees, under a name that one does not have yet."""
    codes = [card["what"] for card in dashboard.cards]
    names = set(by.own_dashboards.values_list("name", flat=True))
    if not by.has_perm("leads.view_project"):
        raise NotPermitted(_("You do not look at dashboards."))
    new_dashboard = OwnDashboard(owner=by, name=_free_name(dashboard.name, names))
    new_dashboard.cards = clean_cards(dashboard.cards, codes)
    return _stored(new_dashboard, by)


@as_one()
def share(
    dashboard: OwnDashboard, *, by, role=None, department=None, person=None, may_edit=False
) -> DashboardShare:
    """By its owner alone, and with colleagues alone."""
    _check_own(dashboard, by)
    if person is not None and (person.pk == by.pk or not person.is_staff):
        raise Refused(_("Choose a colleague."))
    new_share = DashboardShare(
        dashboard=dashboard, role=role, department=department, person=person, may_edit=may_edit
    )
    return _stored(new_share, by)


@as_one()
def stop_sharing(shared: DashboardShare, *, by) -> None:
    _check_own(shared.dashboard, by)
    shared._history_user = by
    shared.delete()


@as_one()
def begin_with(dashboard: OwnDashboard | None, *, by) -> None:
    """Open the dashboards with this one from now on; None: with the given one."""
    OwnDashboard.starts_for.through.objects.filter(user=by).delete()
    if dashboard is not None:
        dashboard.starts_for.add(by)


@as_one()
def throw_away(dashboard: OwnDashboard, *, by) -> None:
    _check_own(dashboard, by)
    for record in [*dashboard.shares.all(), dashboard]:
        record._history_user = by
        record.delete()


def _to_be_changed(dashboard: OwnDashboard, by) -> OwnDashboard:
    stored = OwnDashboard.objects.select_for_update().get(pk=dashboard.pk)
    if not stored.may_be_changed_by(by):
        raise NotPermitted(_("It is shared with you to be read. You can copy it."))
    return stored


def _check_own(dashboard: OwnDashboard, by) -> None:
    if dashboard.owner_id != by.pk:
        raise NotPermitted(_("Only who put it together shares or deletes it."))


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _free_name(name: str, names: set[str]) -> str:
    room = OwnDashboard._meta.get_field("name").max_length
    for number in range(1, len(names) + 3):
        ending = f" {number}" if number > 1 else ""
        candidate = _("%(name)s (copy)") % {"name": name[: room - 12]} + ending
        if candidate not in names:
            return candidate
    return name


def _stored(record, by):
    record.full_clean()
    return save_as(record, by=by)
