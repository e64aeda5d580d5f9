"""Candidates for an award are found by its rule, and nominated with reasons."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.indicators.owners import is_told_of, values_of_owners
from crm.core.indicators.read import is_told, values_of
from crm.core.indicators.registry import INDICATORS, Ratio
from crm.core.models import Department, User
from crm.core.money import plain, scaled
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Agent
from parks.models import Enterprise

from ..models import AwardCandidate, AwardRound
from ..models.candidate import FIELDS, NOMINATES
from ..scorecards.reckon import stored_cards

ENTERPRISE = "enterprise"  # to whom a source says that its records belong
# What an indicator is divided by to find candidates of a category.
CUTS = {"unit": "department", "agent": "agent", "referrer": "agent"}
FOUND_AMONG = {"unit": Department, "agent": Agent, "referrer": Agent, "enterprise": Enterprise}


@dataclass(frozen=True)
class Found:
    """``who`` is a department, a person or an agent; ``figure`` in the rule's unit."""

    who: object
    figure: Decimal
    reason: str


def found_by_rule(award_round: AwardRound) -> list[Found]:
    """The best candidates by the rule of the award, the best first; those level with the last one
    are all included. Empty where the rule cannot say.
    """
    kind = award_round.kind
    candidates = _by_cards(award_round) if award_round.run_id else _by_indicator(award_round)
    candidates.sort(key=lambda candidate: -candidate.figure)
    if len(candidates) <= kind.candidates:
        return candidates
    last = candidates[kind.candidates - 1].figure
    return [candidate for candidate in candidates if candidate.figure >= last]


def _by_cards(award_round) -> list[Found]:
    field = FIELDS[award_round.kind.category]
    candidates = []
    for card in stored_cards(award_round.run):
        who = getattr(card.subject, "officer" if field == "person" else field, None)
        who = who or (card.subject.office if field == "department" else None)
        if who is not None and not card.has_veto:
            words = {
                "run": award_round.run.label,
                "score": plain(card.score),
                "rank": card.rank,
            }
            reason = _("%(run)s: %(score)s points, rank %(rank)s") % words
            candidates.append(Found(who, card.score, reason))
    return candidates


def _by_indicator(award_round) -> list[Found]:
    kind = award_round.kind
    indicator = INDICATORS.get(kind.indicator)
    values = _values(award_round, indicator) if indicator else {}
    if not values:
        return []
    keys = [key for key in values if key is not None]
    rows = FOUND_AMONG[kind.category]._base_manager.in_bulk(keys)
    if kind.category == "referrer":
        rows = {pk: record for pk, record in rows.items() if record.is_referrer}
    return [
        Found(record, values[pk], _said_of(indicator, values[pk]))
        for pk, record in rows.items()
        if values[pk] > 0
    ]


def _values(award_round, indicator) -> dict[int, Decimal]:
    kind, span = award_round.kind, (award_round.starts_on, award_round.ends_on)
    if kind.category == "enterprise":
        if isinstance(indicator, Ratio) or not is_told_of(kind.indicator, ENTERPRISE):
            return {}
        return values_of_owners(kind.indicator, span, ENTERPRISE)
    dimension = CUTS.get(kind.category)
    if dimension is None or not is_told(kind.indicator, {dimension}):
        return {}
    return {key: value for (key,), value in values_of(kind.indicator, span, [dimension]).items()}


def _said_of(indicator, value: Decimal) -> str:
    amount = plain(value) if isinstance(indicator, Ratio) else value
    text = scaled(value) if indicator.is_money else f"{plain(Decimal(amount))} {indicator.unit}"
    return _("%(indicator)s: %(value)s") % {"indicator": indicator.label, "value": text}


@as_one()
def nominate_found(award_round: AwardRound, *, by) -> list[AwardCandidate]:
    """Those that the rule finds and nobody has nominated yet become candidates."""
    award_round = _open(award_round, by)
    field = FIELDS[award_round.kind.category]
    nominated_keys = set(award_round.candidates.values_list(field, flat=True))
    candidates = [
        candidate
        for candidate in found_by_rule(award_round)
        if candidate.who.pk not in nominated_keys
    ]
    if not candidates:
        raise Refused(_("The rule finds nobody who is not a candidate already."))
    return [
        _store(
            AwardCandidate(
                award_round=award_round,
                reason=candidate.reason,
                figure=candidate.figure,
                is_computed=True,
                **{field: candidate.who},
            ),
            by,
        )
        for candidate in candidates
    ]


@as_one()
def nominate(*, by, award_round, reason: str, **who) -> AwardCandidate:
    """Raises NotPermitted; Refused when the nominations are over, or for somebody who proposes the
    own person.
    """
    award_round = _open(award_round, by)
    if isinstance(who.get("person"), User) and who["person"].pk == by.pk:
        raise Refused(_("Nobody nominates the own person."))
    return _store(AwardCandidate(award_round=award_round, reason=reason, **who), by)


def _open(award_round, by) -> AwardRound:
    """As it is stored: until this transaction ends no vote begins."""
    if not by.has_perm(NOMINATES):
        raise NotPermitted(_("You do not have the right to nominate."))
    award_round = AwardRound.objects.select_for_update(of=["self"]).get(pk=award_round.pk)
    if award_round.state != AwardRound.State.NOMINATING:
        raise Refused(_("The nominations are over."))
    return award_round


def _store(candidate, by) -> AwardCandidate:
    candidate.nominated_by, candidate.is_demo = by, candidate.award_round.is_demo
    candidate.full_clean()
    return save_as(candidate, by=by)
