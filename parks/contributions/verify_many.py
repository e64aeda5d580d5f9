"""Finance judges many contributions at once: the rules of verifying one, in whole statements
instead of one by one.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.again import asks_again
from crm.core.errors import NotPermitted, Refused
from crm.core.models import Attachment
from crm.core.runs.steps import Outcome, take_alike

from ..models import Contribution
from .firsts import record_firsts
from .measures import relight_projects
from .verify import verify

State = Contribution.State


@asks_again
def verify_some(pks, *, by, note: str = "") -> Outcome:
    """Verify the reported contributions with these keys, some hundred, in one transaction. What
    cannot be verified stays as it is and is returned with the reason.
    """
    if not by.has_perm("parks.verify_contribution"):
        raise NotPermitted(_("You do not have the right to take this step."))
    try:
        with transaction.atomic():
            fit, unfit = _sorted_out(pks, by)
            _write(fit, by, note)
    except IntegrityError:
        # The tax periods of two of the rows overlap, or that of one and of a row that somebody
        # else has just verified.
        return _by_halves(pks, by, note)
    return Outcome(len(fit), unfit)


def _by_halves(pks, by, note) -> Outcome:
    """Verify all at once; where the database refuses, each half by itself, so that a few
    conflicting rows do not force all others to be written one by one.
    """
    if len(pks) == 1:
        return _one(pks[0], by, note)
    outcome = verify_some(pks[: len(pks) // 2], by=by, note=note)
    outcome.add(verify_some(pks[len(pks) // 2 :], by=by, note=note))
    return outcome


def _one(pk, by, note) -> Outcome:
    contribution = Contribution.objects.select_related("supersedes", "enterprise__project").get(
        pk=pk
    )
    try:
        verify(contribution, by=by, note=note)
    except (Refused, ValidationError) as refusal:
        return Outcome(0, [(contribution, str(refusal))])
    return Outcome(1)


def relight_verified(pks, *, by):
    """Bring the warning lights up to date of the projects whose contributions among ``pks`` are
    verified.
    """
    relight_projects(
        set(
            Contribution.objects.verified()
            .filter(pk__any_of=pks)
            .order_by()
            .values_list("enterprise__project", flat=True)
        )
    )


def _sorted_out(pks, by) -> tuple[list, list]:
    """(those that may be verified, locked; those that may not, with the reason)."""
    rows = list(
        Contribution.objects.select_for_update(of=("self",))
        .filter(pk__any_of=pks)
        .select_related("enterprise__project")
        .order_by("pk")
    )
    kind = ContentType.objects.get_for_model(Contribution)
    with_file = set(
        Attachment.objects.filter(content_type=kind, object_id__any_of=pks).values_list(
            "object_id", flat=True
        )
    )
    verified = set(
        Contribution.objects.verified()
        .filter(pk__in=_corrected_by(rows))
        .values_list("pk", flat=True)
    )
    overlapping = _of_taken_periods(pks)
    fit, unfit = [], []
    for row in rows:
        reason = _why_not(row, by, with_file, verified, overlapping)
        if reason:
            unfit.append((row, reason))
        else:
            fit.append(row)
    return fit, unfit


def _corrected_by(rows) -> list[int]:
    return [row.supersedes_id for row in rows if row.supersedes_id]


def _of_taken_periods(pks) -> set[int]:
    """The keys of taxes whose period overlaps another verified tax of the enterprise, other than
    the one that they correct.
    """
    verified = Contribution.objects.verified().filter(
        metric=Contribution.Metric.TAX, is_refund=False, enterprise=OuterRef("enterprise")
    )
    same_days = verified.filter(
        period_from__lte=OuterRef("period_to"), period_to__gte=OuterRef("period_from")
    )
    others = same_days.exclude(pk=Coalesce(OuterRef("supersedes"), Value(0)))
    tax = Contribution.objects.filter(
        pk__any_of=pks, metric=Contribution.Metric.TAX, is_refund=False
    )
    return set(tax.filter(Exists(others)).order_by().values_list("pk", flat=True))


def _why_not(contribution, by, with_file, verified, overlapping) -> str:
    if contribution.state != State.REPORTED:
        return (
            _("This step is not possible: the record is now “%s”.")
            % contribution.get_state_display()
        )
    if contribution.reported_by_id == by.pk:
        return _("You reported this contribution yourself; another person must verify it.")
    if not contribution.source_import_id and contribution.pk not in with_file:
        return _("Still missing: ") + str(Contribution.FACT_LABELS["has_evidence"])
    if contribution.supersedes_id and contribution.supersedes_id not in verified:
        return _("What it corrects is no longer verified.")
    if contribution.pk in overlapping:
        return _(
            "The tax of (part of) this period is already verified. Report a correction of it "
            "instead."
        )
    return ""


def _write(rows, by, note):
    if not rows:
        return
    take_alike(
        "supersede",
        list(
            Contribution.objects.select_for_update()
            .filter(pk__in=_corrected_by(rows))
            .order_by("pk")
        ),
        by=by,
        note=note,
    )
    take_alike("verify", rows, by=by, note=note, verified_by_id=by.pk, verified_at=timezone.now())
    record_firsts(rows, by=by)
