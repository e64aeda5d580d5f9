"""Finance judges many contributions at once: the rules of verifying one, in whole statements instead of one by one."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core import bulk
from crm.core.bulk import any_of
from crm.core.errors import NotPermitted, Refused
from crm.core.models import Attachment, Move
from leads.models import Milestone
from parks.measures import relight_projects
from parks.models import Contribution
from parks.verify import FIRST_OF, verify

AT_ONCE = 500
State = Contribution.State


@dataclass
class Outcome:
    """``refused`` are (contribution, why not), ``projects`` the keys of those whose contributions were verified."""

    done: int = 0
    projects: set[int] = field(default_factory=set)
    refused: list[tuple[Contribution, str]] = field(default_factory=list)


def verify_many(pks, *, by, note: str = "") -> Outcome:
    """Verify the reported contributions with these keys, some hundred in each transaction. What can not be verified is told, and stays."""
    if not by.has_perm("parks.verify_contribution"):
        raise NotPermitted(_("You do not have the right to take this step."))
    outcome, pks = Outcome(), list(pks)
    for start in range(0, len(pks), AT_ONCE):
        _verify_some(pks[start : start + AT_ONCE], by, note, outcome)
    relight_projects(outcome.projects)
    return outcome


def _verify_some(pks, by, note, outcome):
    try:
        with transaction.atomic():
            fit, unfit = _sorted_out(pks, by)
            _write(fit, by, note)
    except IntegrityError:
        _one_by_one(pks, by, note, outcome)  # two of them, or one and a verified one, would be one tax period
    else:
        outcome.done += len(fit)
        outcome.projects |= {each.enterprise.project_id for each in fit}
        outcome.refused += unfit


def _sorted_out(pks, by) -> tuple[list, list]:
    """(those that may be verified, locked; those that may not, with the reason)."""
    rows = list(Contribution.objects.select_for_update(of=("self",)).filter(pk__in=any_of(pks)).select_related("enterprise__project").order_by("pk"))
    kind = ContentType.objects.get_for_model(Contribution)
    with_file = set(Attachment.objects.filter(content_type=kind, object_id__in=any_of(pks)).values_list("object_id", flat=True))
    verified = set(Contribution.objects.verified().filter(pk__in=_corrected_by(rows)).values_list("pk", flat=True))
    fit, unfit = [], []
    for each in rows:
        why_not = _why_not(each, by, with_file, verified)
        (unfit if why_not else fit).append((each, why_not) if why_not else each)
    return fit, unfit


def _corrected_by(rows) -> list[int]:
    return [each.supersedes_id for each in rows if each.supersedes_id]


def _why_not(contribution, by, with_file, verified) -> str:
    if contribution.state != State.REPORTED:
        return _("This step is not possible: the record is now “%s”.") % contribution.get_state_display()
    if contribution.reported_by_id == by.pk:
        return _("You reported this contribution yourself; another person must verify it.")
    if not contribution.source_import_id and contribution.pk not in with_file:
        return _("Still missing: ") + str(Contribution.FACT_LABELS["has_evidence"])
    if contribution.supersedes_id and contribution.supersedes_id not in verified:
        return _("What it corrects is no longer verified.")
    return ""


def _write(rows, by, note):
    if not rows:
        return
    _step("supersede", list(Contribution.objects.select_for_update().filter(pk__in=_corrected_by(rows)).order_by("pk")), by, note)
    now = timezone.now()
    for each in rows:
        each.verified_by, each.verified_at = by, now
    _step("verify", rows, by, note, {"verified_by", "verified_at"})
    _record_first(rows, by)


def _step(name, rows, by, note, also=frozenset()):
    """The transition ``name`` of each row, with its history and its place in the log of moves."""
    step = Contribution.TRANSITIONS[name]
    moves = [Move(target_object=each, name=name, source=each.state, target=step.target, by=by, note=note) for each in rows]
    for each in rows:
        each.state = step.target
    bulk.update(Contribution, rows, {"state", *also}, by=by, reason=f"{step.label}{'：' + note if note else ''}")
    Move.objects.bulk_create(moves)


def _record_first(rows, by):
    """First capital and first tax of each project, by the earliest of these rows where nothing was recorded before."""
    projects = {each.enterprise.project_id for each in rows}
    known = set(Milestone.objects.filter(project__in=any_of(projects), kind__in=set(FIRST_OF.values())).values_list("project", "kind"))
    first = {}
    for each in sorted(rows, key=lambda row: (row.happened_on, row.pk)):
        kind = FIRST_OF.get(each.metric)
        if kind and each.amount > 0 and (each.enterprise.project_id, kind) not in known:
            first.setdefault((each.enterprise.project_id, kind), each)
    milestones = [Milestone(project_id=project, kind=kind, happened_on=each.happened_on, note=str(each)[:200]) for (project, kind), each in first.items()]
    bulk.insert(Milestone, milestones, by=by, reason=_("contribution verified"))


def _one_by_one(pks, by, note, outcome):
    for each in Contribution.objects.filter(pk__in=any_of(pks)).select_related("supersedes", "enterprise__project").order_by("pk"):
        try:
            verify(each, by=by, note=note)
            outcome.done += 1
        except (Refused, ValidationError) as refused:
            outcome.refused.append((each, str(refused)))
