"""Putting a department's tags on leads and projects, and taking them off."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Tag, Tagging


@as_one()
def tag(record, which, *, by):
    """Put the tag on, once. Raises NotPermitted without the right to change the record or for a tag
    of another department.
    """
    _check(record, which, by)
    if not Tagging.objects.filter(tag=which, **_of(record)).exists():
        save_as(Tagging(tag=which, by=by, **_of(record)), by=by)


@as_one()
def untag(record, which, *, by):
    _check(record, which, by)
    for tagging in Tagging.objects.filter(tag=which, **_of(record)):
        tagging._history_user = by
        tagging.delete()


def _check(record, which, by):
    if (
        not by.has_perm(f"leads.change_{record._meta.model_name}")
        or not Tag.objects.visible_to(by).filter(pk=which.pk).exists()
    ):
        raise NotPermitted(_("You do not have the right to this tag."))


def _of(record) -> dict:
    return {record._meta.model_name: record}
