"""What an agreement's steps do beyond changing its state."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.errors import NotPermitted, Refused
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Agreement

NEGOTIATED = (
    "kind",
    "agent",
    "policy_version",
    "scope",
    "industries",
    "regions",
    "is_exclusive",
    "annual_targets",
    "base_fee",
    "special_terms",
)


def create_agreement(*, by, **facts) -> Agreement:
    agreement = Agreement(number=Agreement.NUMBERS.take(), **facts)
    agreement.full_clean(exclude=["number"])
    return save_as(agreement, by=by)


@as_one()
def return_for_changes(agreement, *, by, note: str):
    """Back to the draft; a document that was issued for signature no longer stands for its terms
    and is withdrawn.
    """
    step = move(agreement, "return", by=by, note=note)
    if document := agreement.document():
        move(document, "withdraw", by=by, note=note)
    return step


@as_one()
def sign(agreement, *, by, note: str = "", signed_on: date | None = None):
    """Both sides have signed. The day is that of the agent's signature unless the paper says
    another.
    """
    if signed_on and signed_on > timezone.localdate():
        raise Refused(_("The day of signature cannot lie in the future."))
    document = agreement.document()
    confirmation = document and document.confirmations.filter(agent=agreement.agent_id).first()
    return move(
        agreement,
        "sign",
        by=by,
        note=note,
        signed_on=signed_on or (confirmation and day_of(confirmation.at)),
    )


@as_one()
def terminate(agreement, *, by, note: str, ended_on: date | None):
    """End an agreement before its term. What was introduced up to and with ``ended_on`` is still
    paid for under it.
    """
    if ended_on and not agreement.starts_on <= ended_on <= agreement.ends_on:
        raise Refused(
            _("The day must lie within the term, %(first)s to %(last)s.")
            % {"first": agreement.starts_on, "last": agreement.ends_on}
        )
    return move(agreement, "terminate", by=by, note=note, ended_on=ended_on)


@as_one()
def renew(agreement, *, starts_on: date, ends_on: date, by) -> Agreement:
    """A new draft with the same terms, to be negotiated, reviewed, approved and signed like any
    other. Raises Refused where there is one already.
    """
    if not by.has_perm("commissions.add_agreement"):
        raise NotPermitted
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if agreement.state not in (Agreement.State.ACTIVE, Agreement.State.ENDED):
        raise Refused(_("Only an agreement that is in force or has run out is renewed."))
    if renewal := Agreement.objects.filter(renews=agreement).first():
        raise Refused(_("It is renewed already by %(number)s.") % {"number": renewal.number})
    if starts_on <= agreement.last_day:
        raise Refused(
            _("The renewal begins after %(day)s, when this agreement ends.")
            % {"day": agreement.last_day}
        )
    terms = {name: getattr(agreement, name) for name in NEGOTIATED}
    return create_agreement(
        by=by,
        renews=agreement,
        starts_on=starts_on,
        ends_on=ends_on,
        is_demo=agreement.is_demo,
        **terms,
    )
