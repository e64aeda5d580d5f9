"""Undoing a merge: the company comes back under its number, and what was moved goes back to it."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.punctuation import clauses
from crm.core.writes import as_one
from crm.core.writing.history import in_words, save_as

from ..models import Company, CompanyAlias, CompanyMerge, MergedRow
from .relations import relation_of, relations_to

Act = MergedRow.Act


@as_one()
def undo_merge(merge, *, by, reason: str) -> Company:
    """Take a merge back; returns the company that had gone.

    Raises NotPermitted, or Refused naming everything that has since been changed so that it can not
    go back.
    """
    if not by.has_perm("leads.merge_company"):
        raise NotPermitted(_("Only those who may merge companies can do this."))
    if not reason.strip():
        raise Refused(_("Say why the two are not one."))
    merge = CompanyMerge.objects.select_for_update().get(pk=merge.pk)
    conflicts = conflicts_of(merge, lock=True)
    if conflicts:
        raise Refused(clauses(conflicts))
    kept = Company.objects.get(pk=merge.kept_id)
    why = _("undone: %(merge)s") % {"merge": merge}
    _give_back_values(kept, merge, by, why)
    company = save_as(_rebuilt(Company, merge.values["dropped"]), by=by, reason=why)
    _take_back_aliases(merge, by, why)
    for row in merge.rows.exclude(act=Act.ADDED).select_related("content_type"):
        _give_back(row, company, by, why)
    merge.undone_by, merge.undone_at, merge.undo_reason = by, timezone.now(), reason
    save_as(merge, by=by, reason=reason)
    return company


def conflicts_of(merge, lock: bool = False) -> list[str]:
    """All that stands in the way of undoing ``merge``, in words; [] where nothing does."""
    if merge.is_undone:
        return [_("This merge has been undone already.")]
    stored = Company.objects.filter(pk=merge.kept_id)
    kept = (stored.select_for_update() if lock else stored).first()
    if kept is None:
        return [_gone(merge)]
    conflicts = _changed_values(kept, merge) + _taken_place(merge)
    moved = defaultdict(dict)
    for row in merge.rows.filter(act=Act.MOVED).select_related("content_type"):
        moved[row.content_type.model_class()][row.object_id] = row
    for model, rows in moved.items():
        conflicts += _moved_on(model, rows, merge)
    return conflicts + _built_since(moved, merge)


def _gone(merge) -> str:
    later_merge = CompanyMerge.objects.filter(dropped_id=merge.kept_id, undone_at=None).first()
    if later_merge:
        return _("%(company)s has since been merged into %(other)s; undo that first.") % {
            "company": merge.kept_name,
            "other": later_merge.kept_name,
        }
    return _("%(company)s has since been deleted.") % {"company": merge.kept_name}


def _changed_values(kept, merge) -> list[str]:
    conflicts = []
    for attname, value in merge.values["kept_after"].items():
        field = next(field for field in Company._meta.concrete_fields if field.attname == attname)
        if getattr(kept, attname) != field.to_python(value):
            conflicts.append(
                _("%(field)s of %(company)s has since been changed to “%(now)s”.")
                % {
                    "field": field.verbose_name,
                    "company": kept,
                    "now": in_words(field, getattr(kept, attname)),
                }
            )
    return conflicts


def _taken_place(merge) -> list[str]:
    """The number or the credit code of the company that is to come back is in use."""
    code = merge.values["dropped"]["credit_code"]
    holder = (
        Company.objects.filter(credit_code=code).exclude(pk=merge.kept_id).first() if code else None
    )
    if holder is None and code and "credit_code" not in merge.values["kept_after"]:
        holder = Company.objects.filter(credit_code=code, pk=merge.kept_id).first()
    if holder:
        return [
            _("The credit code %(code)s now belongs to %(company)s.")
            % {"code": code, "company": holder}
        ]
    if Company.objects.filter(pk=merge.dropped_id).exists():
        return [
            _("Another company now stands in the place of %(company)s.")
            % {"company": merge.dropped_name}
        ]
    return []


def _moved_on(model, rows, merge) -> list[str]:
    """Moved records that were deleted, or pointed elsewhere since."""
    stored = model._base_manager.in_bulk(rows)
    conflicts = []
    for pk, row in rows.items():
        if pk not in stored:
            conflicts.append(
                _("%(kind)s “%(record)s” has since been deleted.")
                % {"kind": model._meta.verbose_name, "record": row.label}
            )
        elif relation_of(row).points_at(stored[pk]) != merge.kept_id:
            conflicts.append(
                _("%(kind)s “%(record)s” has since been given to another company.")
                % {"kind": model._meta.verbose_name, "record": row.label}
            )
    return conflicts


def _built_since(moved, merge) -> list[str]:
    """Records of the kept company that were made from a moved record since: undoing would separate
    the two.
    """
    conflicts = []
    for relation in relations_to(Company):
        if relation.kind_field:
            continue
        of_kept = relation.model._base_manager.filter(**{relation.field: merge.kept_id}).exclude(
            pk__in=moved.get(relation.model, ())
        )
        for field in relation.model._meta.concrete_fields:
            if (
                field.is_relation
                and field.related_model in moved
                and field.related_model is not Company
            ):
                for record in of_kept.filter(
                    **{f"{field.name}__in": list(moved[field.related_model])}
                )[:5]:
                    conflicts.append(
                        _("%(kind)s “%(record)s” has since been made from what was moved.")
                        % {"kind": relation.model._meta.verbose_name, "record": record}
                    )
    return conflicts


def _give_back_values(kept, merge, by, why):
    for attname, value in merge.values["kept_before"].items():
        setattr(kept, attname, _python(Company, attname, value))
    save_as(kept, by=by, reason=why)


def _take_back_aliases(merge, by, why):
    rows = merge.rows.filter(
        act=Act.ADDED, content_type=ContentType.objects.get_for_model(CompanyAlias)
    )
    for row in rows:
        alias = CompanyAlias.objects.filter(
            pk=row.object_id, company=merge.kept_id, name=row.label
        ).first()
        if alias:
            alias._history_user, alias._change_reason = by, why[:100]
            alias.delete()


def _give_back(row, company, by, why):
    model = row.content_type.model_class()
    if row.act == Act.TAKEN_AWAY:
        return _put_back(model, row, by, why)
    record, relation = model._base_manager.get(pk=row.object_id), relation_of(row)
    relation.point(record, company.pk)
    return save_as(record, by=by, reason=why, update_fields=[relation.field])


def _put_back(model, row, by, why):
    """Restore a row that was deleted as a duplicate, unless the record that it belongs
    to is gone.
    """
    record = _rebuilt(model, row.values)
    keys = [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and getattr(record, field.attname) is not None
    ]
    if any(
        not field.related_model._base_manager.filter(pk=getattr(record, field.attname)).exists()
        for field in keys
    ):
        return
    try:
        with transaction.atomic():
            save_as(record, by=by, reason=why)
    except IntegrityError:
        raise Refused(
            _("%(kind)s “%(record)s” has since been written again.")
            % {"kind": model._meta.verbose_name, "record": row.label}
        ) from None


def _rebuilt(model, values):
    return model(**{attname: _python(model, attname, value) for attname, value in values.items()})


def _python(model, attname, value):
    field = next(field for field in model._meta.concrete_fields if field.attname == attname)
    return field.to_python(value) if not field.is_relation else value
