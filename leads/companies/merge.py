"""Two stored companies are declared to be one: everything that points at the dropped one is pointed
at the kept one, and recorded so that it can be undone.
"""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.punctuation import clauses
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Company, CompanyAlias, CompanyMerge, MatchCandidate, MergedRow
from ..naming.likeness_kinds import RELATED, kind_between
from ..naming.names import parts_of
from .relations import Relation, relations_to

# Where the kept company has a row of these models already, the second one is deleted (and restored
# by undoing) even if it differs: both were computed, and can be computed again.
SAID_AGAIN = {"leads.MatchCandidate.company", "leads.MatchCandidate.other"}


@dataclass(frozen=True)
class Touched:
    """One row, and what merging does to it."""

    relation: Relation
    record: object
    act: str


@dataclass
class Plan:
    """What a merge would do; ``problems`` say what forbids it."""

    touched: list[Touched] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def by_relation(self) -> list[tuple[Relation, list[Touched]]]:
        groups = {}
        for row in self.touched:
            groups.setdefault(row.relation, []).append(row)
        return list(groups.items())


def merged_fields() -> list:
    """The facts of a company that a person chooses between."""
    return [
        fact for fact in Company._meta.concrete_fields if fact.editable and not fact.primary_key
    ]


def plan_merge(kept, dropped) -> Plan:
    """Work out what merging would move, without writing anything."""
    plan = Plan(problems=_why_two(kept, dropped))
    for relation in relations_to(Company):
        for record in relation.rows(dropped):
            if relation.why_not:
                plan.problems.append(
                    _("%(relation)s (%(name)s): this program does not know how to move them.")
                    % {"relation": relation, "name": relation.name}
                )
                break
            _plan_row(plan, relation, record, kept, dropped)
    return plan


@as_one()
def merge(kept, dropped, *, by, reason: str, take=frozenset()) -> CompanyMerge:
    """Move everything from ``dropped`` to ``kept``; of the fields named in ``take`` the value of
    ``dropped`` is kept.

    Raises NotPermitted, Refused naming all that stands in the way, or ValidationError for values
    that do not go together.
    """
    if not by.has_perm("leads.merge_company"):
        raise NotPermitted(_("Only those who may merge companies can do this."))
    if not reason.strip():
        raise Refused(_("Say why the two are one."))
    kept, dropped = _locked(kept.pk, dropped.pk)
    plan = plan_merge(kept, dropped)
    if plan.problems:
        raise Refused(clauses(plan.problems))
    before, after = _changes(kept, dropped, take)
    record = CompanyMerge(
        kept_id=kept.pk,
        kept_name=kept.name,
        dropped_id=dropped.pk,
        dropped_name=dropped.name,
        by=by,
        reason=reason,
        values={"dropped": stored_values(dropped), "kept_before": before, "kept_after": after},
    )
    save_as(record, by=by, reason=reason)
    rows = [_carry_out(row, kept, record, by) for row in plan.touched]
    names = {kept.name, kept.name_en, dropped.name, dropped.name_en}
    _delete(dropped, by, str(record))
    for attname, value in after.items():
        setattr(kept, attname, value)
    kept.full_clean()
    save_as(kept, by=by, reason=str(record))
    MergedRow.objects.bulk_create([*rows, *_keep_names(kept, names, record, by)])
    return record


def stored_values(record) -> dict:
    return {fact.attname: getattr(record, fact.attname) for fact in record._meta.concrete_fields}


def _locked(*pks):
    """Both rows, locked in one order, so that nothing new is pointed at a company that goes."""
    rows = {
        company.pk: company
        for company in Company.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    }
    if len(rows) < len(set(pks)):
        raise Refused(_("One of the two companies is no longer there."))
    return [rows[pk] for pk in pks]


def _why_two(kept, dropped) -> list[str]:
    """Reasons for which the two cannot be one body."""
    problems = []
    if kept.pk == dropped.pk:
        problems.append(_("A company is not merged with itself."))
    if kept.credit_code and dropped.credit_code and kept.credit_code != dropped.credit_code:
        problems.append(
            _(
                "They have different credit codes, so they are two bodies. If one of the "
                "codes is wrong, correct it first."
            )
        )
    if kept.pk == dropped.parent_id or dropped.pk == kept.parent_id:
        problems.append(_("One is the parent group of the other: related, not the same."))
    elif kind_between(parts_of(kept.name), parts_of(dropped.name)) in RELATED:
        problems.append(
            _(
                "By their names one is a group, a member or a branch of the other: related, "
                "not the same. Name the parent group instead."
            )
        )
    if kept.is_demo != dropped.is_demo:
        problems.append(_("One belongs to the demonstration, the other does not."))
    return problems


def _plan_row(plan, relation, record, kept, dropped):
    relation.point(record, kept.pk)
    clash = _clash(record)
    if clash is None and not _says_nothing(record):
        act = MergedRow.Act.MOVED
    elif clash is None or relation.name in SAID_AGAIN or _is_said_twice(relation, record, kept):
        act = MergedRow.Act.TAKEN_AWAY
    else:
        plan.problems.append(
            _("%(relation)s “%(record)s” can not be moved: %(why)s")
            % {"relation": relation, "record": record, "why": clash}
        )
        return
    relation.point(record, dropped.pk)
    plan.touched.append(Touched(relation, record, act))


def _clash(record) -> str | None:
    try:
        record.validate_unique()
        record.validate_constraints()
    except ValidationError as error:
        return clauses(error.messages)
    return None


def _is_said_twice(relation, record, kept) -> bool:
    """Whether the kept company has a row that differs from this one only in its key and the times
    of writing.
    """
    attnames = [
        fact.attname
        for fact in record._meta.concrete_fields
        if not fact.primary_key
        and not getattr(fact, "auto_now", False)
        and not getattr(fact, "auto_now_add", False)
    ]
    return relation.rows(kept).filter(**{name: getattr(record, name) for name in attnames}).exists()


def _says_nothing(record) -> bool:
    """Whether a pair has become one of a company with itself, or exists in the opposite order."""
    if not isinstance(record, MatchCandidate):
        return False
    return (
        record.company_id == record.other_id
        or MatchCandidate.objects.filter(company=record.other_id, other=record.company_id)
        .exclude(pk=record.pk)
        .exists()
    )


def _carry_out(touched, kept, merge_record, by) -> MergedRow:
    record, relation = touched.record, touched.relation
    row = MergedRow(
        merge=merge_record,
        act=touched.act,
        content_type=ContentType.objects.get_for_model(record, for_concrete_model=False),
        object_id=record.pk,
        field=relation.field,
        label=str(record)[:300],
        values=stored_values(record) if touched.act == MergedRow.Act.TAKEN_AWAY else {},
    )
    try:
        with transaction.atomic():
            if touched.act == MergedRow.Act.TAKEN_AWAY:
                _delete(record, by, str(merge_record))
            else:
                relation.point(record, kept.pk)
                save_as(record, by=by, reason=str(merge_record), update_fields=[relation.field])
    except DatabaseError as error:
        raise Refused(
            _("%(relation)s “%(record)s” can not be moved: %(why)s")
            % {"relation": relation, "record": record, "why": error}
        ) from error
    return row


def _delete(record, by, reason):
    """Delete a row at which nothing points any more. Raises where something still does: a relation
    was forgotten.
    """
    record._history_user, record._change_reason = by, reason[:100]
    pk = record.pk
    try:
        count, _by_model = record.delete()
    except (ProtectedError, RestrictedError):
        count = 0
    record.pk = pk
    if count != 1:
        raise Refused(
            _(
                "Other records still point at “%(record)s”, and this program does not know "
                "how to move them."
            )
            % {"record": record}
        )


def _changes(kept, dropped, take) -> tuple[dict, dict]:
    """What ``kept`` is and will be, in the fields where it takes another value."""
    fields = [
        fact.attname
        for fact in merged_fields()
        if fact.name in take and getattr(kept, fact.attname) != getattr(dropped, fact.attname)
    ]
    return {name: getattr(kept, name) for name in fields}, {
        name: getattr(dropped, name) for name in fields
    }


def _keep_names(kept, names, merge_record, by) -> list[MergedRow]:
    """The names that are no longer the company's become its aliases, so that it is still found by
    them.
    """
    own_names = {kept.name, kept.name_en, "", *kept.aliases.values_list("name", flat=True)}
    rows = []
    for name in sorted(names - own_names):
        alias = save_as(CompanyAlias(company=kept, name=name), by=by, reason=str(merge_record))
        rows.append(
            MergedRow(
                merge=merge_record,
                act=MergedRow.Act.ADDED,
                content_type=ContentType.objects.get_for_model(alias),
                object_id=alias.pk,
                field="company",
                label=name,
            )
        )
    return rows
