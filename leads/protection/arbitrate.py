"""Disputes over who was first: asked for, heard, decided by a person who had no part in it."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.models import Parameter
from crm.core.punctuation import clauses
from crm.core.transitions import move
from crm.core.working_days import add_working_days
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Clock, Dispute, Plea, Registration
from ..pipeline.referrals import STORED, Referrer, set_referrers
from .clocks import start_clock, stop_all
from .follow import protection_ends_on
from .holds import companies_like, holding_registration, lead_in_hand, wait_for_turn


@as_one()
def open_dispute(registration, *, text: str, files=(), by) -> Dispute:
    """Ask for arbitration over a company that was taken. Raises Refused where it is free by now."""
    if (
        not by.has_perm("leads.plead_dispute")
        or not registration.agent.users.filter(pk=by.pk).exists()
    ):
        raise NotPermitted
    wait_for_turn()
    registration.refresh_from_db()
    if registration.state != Registration.State.TAKEN:
        raise Refused(_("Arbitration is for a company that was already in hand."))
    if registration.disputes.pending().exists():
        raise Refused(_("Arbitration is already asked for."))
    companies = companies_like(registration.company_name, registration.credit_code)
    holder = holding_registration(registration.company_name, registration.credit_code, companies)
    lead = holder.lead if holder else lead_in_hand(companies)
    if lead is None:
        raise Refused(_("The company is free by now. Register it again."))
    dispute = Dispute(
        number=Dispute.NUMBERS.take(),
        claimant=registration,
        holder=holder,
        lead=lead,
    )
    save_as(dispute, by=by, reason=_("arbitration asked for"))
    plead(dispute, agent=registration.agent, text=text, files=files, by=by)
    return dispute


@as_one()
def plead(dispute, *, agent=None, text: str, files=(), by) -> Plea:
    """Submit what one side says, with files that only that side and the bureau read; ``agent`` is
    None for the bureau itself.
    """
    allowed = (
        agent.users.filter(pk=by.pk).exists() and by.has_perm("leads.plead_dispute")
        if agent
        else by.has_perm("leads.work_lead")
    )
    if not allowed:
        raise NotPermitted
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute.state not in (Dispute.State.OPEN, Dispute.State.HEARING):
        raise Refused(_("The dispute is closed."))
    if dispute.evidence_due_on and timezone.localdate() > dispute.evidence_due_on:
        raise Refused(
            _("Evidence could be submitted until %(day)s.") % {"day": dispute.evidence_due_on}
        )
    if not text.strip():
        raise Refused(_("Say what happened, and when."))
    plea = save_as(Plea(dispute=dispute, agent=agent, text=text.strip(), by=by), by=by)
    for upload in files:
        try:
            attach(plea, upload, by=by, purpose=_("evidence"))
        except ValidationError as error:
            raise Refused(clauses(error.messages)) from None
    return plea


def hear(dispute, *, by, note: str = "", evidence_due_on: date | None = None):
    """Let both sides submit evidence until a day; without one, for the working days that the bureau
    has set.
    """
    due_on = evidence_due_on or add_working_days(
        timezone.localdate(), Parameter.whole("dispute_evidence_working_days")
    )
    return move(dispute, "hear", by=by, note=note, evidence_due_on=due_on)


@as_one()
def decide(dispute, *, by, note: str = "", **facts):
    """Decide with the reason; the protection, the lead and the
    reward go where the decision says.
    """
    wait_for_turn()
    move(dispute, "decide", by=by, note=note, **facts)
    if dispute.outcome == Dispute.Outcome.KEEP:
        return
    if not dispute.claimant.agent.is_active:
        raise Refused(_("%(agent)s is no longer active.") % {"agent": dispute.claimant.agent})
    _check_lead_stands(dispute)
    if dispute.outcome == Dispute.Outcome.TRANSFER:
        _transfer(dispute, by)
    else:
        _share(dispute, by)


def _check_lead_stands(dispute):
    """What was contested must still be there to be given."""
    if lead_in_hand([dispute.lead.company]) is None:
        raise Refused(
            _("The contested lead is closed by now. The claimant can register the company again.")
        )
    others = (
        Registration.objects.holding()
        .filter(company=dispute.claimant.company)
        .exclude(pk=dispute.holder_id)
    )
    if others.exists():
        raise Refused(
            _("Another registration holds the company by now: %(number)s.")
            % {"number": others[0].number}
        )


def _transfer(dispute, by):
    claimant, lead = dispute.claimant, dispute.lead
    if dispute.holder and dispute.holder.is_holding:
        move(dispute.holder, "pass_on", by=by, note=dispute.number)
        stop_all(dispute.holder, by=by)
    move(
        claimant,
        "award",
        by=by,
        note=dispute.number,
        lead=lead,
        protected_until=protection_ends_on(),
    )
    start_clock(claimant, Clock.Kind.REPORT, by=by)
    lead.agent = claimant.agent
    save_as(lead, by=by, reason=dispute.number)
    if project := getattr(lead, "project", None):
        others = [
            referrer
            for referrer in _referrers(project)
            if referrer.agent not in (claimant.agent, dispute.holder and dispute.holder.agent)
        ]
        set_referrers(project, [_referrer(claimant), *others], by=by, note=dispute.number)


def _share(dispute, by):
    claimant, lead = dispute.claimant, dispute.lead
    move(claimant, "share", by=by, note=dispute.number, lead=lead)
    start_clock(claimant, Clock.Kind.REPORT, by=by)
    if lead.agent is None:
        lead.agent = claimant.agent
        save_as(lead, by=by, reason=dispute.number)
    if project := getattr(lead, "project", None):
        referrers = [
            referrer
            if referrer.agent != lead.agent
            else replace(referrer, parts=dispute.holder_parts)
            for referrer in _referrers(project)
        ]
        set_referrers(
            project,
            [*referrers, _referrer(claimant, dispute.claimant_parts)],
            by=by,
            note=dispute.number,
        )


def _referrers(project) -> list[Referrer]:
    return [
        Referrer(agent=referral.agent, **{name: getattr(referral, name) for name in STORED})
        for referral in project.referrals.select_related("agent")
    ]


def _referrer(registration, parts: int = 1) -> Referrer:
    return Referrer(
        agent=registration.agent, parts=parts, registered_on=day_of(registration.received_at)
    )
