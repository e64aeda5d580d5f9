"""The promises in force on a day, and how a supplementary agreement changes them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.transitions import missing_facts, move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import EntryApplication, Supplement
from ..models.application import PROMISES, not_of_the_park
from ..models.plot import SQM_PER_MU
from ..models.supplement import TERMS

BOUND = {EntryApplication.State.AGREED, EntryApplication.State.HANDED_OVER}


@dataclass(frozen=True)
class Terms:
    """What is promised: amounts in yuan, output and tax those of one year per mu. ``supplement`` is
    None for the agreement itself.
    """

    promised_investment: Decimal
    promised_start_on: date
    promised_production_on: date
    output_per_mu: Decimal
    tax_per_mu: Decimal
    area_sqm: Decimal
    supplement: Supplement | None = None

    @property
    def area_mu(self) -> Decimal:
        return (self.area_sqm / SQM_PER_MU).quantize(Decimal("0.01"))

    def values(self) -> dict:
        return {name: getattr(self, name) for name in TERMS}


def terms_on(application, on: date) -> Terms:
    """The promises in force on a day: those of the last supplement signed by then, else of the
    agreement.
    """
    return _of(application, application.supplements.signed().filter(signed_on__lte=on).last())


def terms_before(supplement) -> Terms:
    """What ``supplement`` changes: the promises of the one signed before it, or, while it is not
    signed, of the last.
    """
    earlier = supplement.application.supplements.signed().exclude(pk=supplement.pk)
    if supplement.state == Supplement.State.SIGNED:
        earlier = earlier.filter(
            Q(signed_on__lt=supplement.signed_on)
            | Q(signed_on=supplement.signed_on, pk__lt=supplement.pk)
        )
    return _of(supplement.application, earlier.last())


def changes(supplement) -> list[tuple[str, object, object]]:
    """[(term, before, after)] of the terms that it changes."""
    before = terms_before(supplement).values()
    return [
        (name, before[name], getattr(supplement, name))
        for name in TERMS
        if before[name] != getattr(supplement, name)
    ]


def _of(application, supplement) -> Terms:
    if supplement:
        return Terms(**{name: getattr(supplement, name) for name in TERMS}, supplement=supplement)
    return Terms(
        **{name: getattr(application, name) for name in PROMISES},
        area_sqm=application.plot.area_sqm,
    )


def refusal_to_amend(application, user) -> str:
    """Why ``user`` may not draft a supplement now, or ""."""
    if application.state not in BOUND:
        return _("Only a signed entry agreement that still holds is amended.")
    return not_of_the_park(application, user)


@as_one()
def amend(application, *, by, **facts) -> Supplement:
    """Draft a supplementary agreement; ``facts`` are its terms, whole, and the reason. Raises
    NotPermitted, Refused or ValidationError.
    """
    if not by.has_perm("parks.add_supplement"):
        raise NotPermitted(_("You do not have the right to amend entry agreements."))
    application = EntryApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if refusal := refusal_to_amend(application, by):
        raise Refused(refusal)
    supplement = Supplement(
        number=Supplement.NUMBERS.take(),
        application=application,
        drafted_by=by,
        **facts,
    )
    supplement.full_clean(validate_constraints=False)
    _must_change(supplement)
    try:
        with transaction.atomic():
            return save_as(supplement, by=by)
    except IntegrityError as error:
        constraint = next(
            (
                constraint
                for constraint in Supplement._meta.constraints
                if constraint.name in str(error)
            ),
            None,
        )
        if constraint is None:
            raise
        raise Refused(str(constraint.violation_error_message)) from None


@as_one()
def propose(supplement, *, by, note: str = ""):
    """Submit a draft for approval. Raises what ``move()`` raises, and Refused where it changes
    nothing (any more).
    """
    _must_change(supplement)
    return move(supplement, "propose", by=by, note=note)


@as_one()
def sign(supplement, *, by, note: str = "", **facts):
    """The promises change on the day of the signature. Raises what ``move()`` raises, and Refused
    for a day that is out of order.
    """
    application = EntryApplication.objects.select_for_update(of=("self",)).get(
        pk=supplement.application_id
    )
    for name, value in facts.items():
        setattr(supplement, name, value)
    if missing := missing_facts(supplement, supplement.TRANSITIONS["sign"]):
        raise MissingFacts([label for _fact, label in missing])
    if application.state not in BOUND:
        raise Refused(_("Only a signed entry agreement that still holds is amended."))
    last = application.supplements.signed().last()
    earliest = last.signed_on if last else application.agreed_on
    if not (earliest or date.min) <= supplement.signed_on <= timezone.localdate():
        raise Refused(
            _(
                "The day of the signature lies between the agreement that it changes "
                "(%(day)s) and today."
            )
            % {"day": earliest or "—"}
        )
    return move(supplement, "sign", by=by, note=note, **facts)


def _must_change(supplement):
    if not changes(supplement):
        raise Refused(_("Nothing is changed: at least one promise must differ."))
