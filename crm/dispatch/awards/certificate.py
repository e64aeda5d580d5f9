"""The certificate of an award, as a numbered and sealed document like all others."""

from django.utils.translation import gettext as _

from commissions.documents.facts import bureau_of
from commissions.documents.kinds import DocumentKind, register_document_kind
from commissions.models import IssuedDocument

from ..models import AwardCandidate
from ..models.award import RUNS


def _refusal(candidate) -> str:
    if candidate.state == AwardCandidate.State.AWARDED:
        return ""
    return _("A certificate is issued once the award is made.")


def award_facts(candidate) -> dict:
    """Who is awarded what, for which time; ``of`` is the enterprise of an entrepreneur."""
    award_round = candidate.award_round
    return {
        "bureau": bureau_of(award_round.kind.department),
        "award": award_round.kind.name,
        "period": award_round.session,
        "name": _full_name(candidate),
        "of": str(candidate.enterprise) if candidate.entrepreneur else "",
        "reason": candidate.reason,
    }


def _full_name(candidate) -> str:
    """A department by its full name."""
    return candidate.department.name if candidate.department_id else candidate.name


def register():
    register_document_kind(
        DocumentKind(
            IssuedDocument.Kind.AWARD,
            "招表",
            AwardCandidate,
            RUNS,
            _refusal,
            award_facts,
            lambda candidate: candidate.agent,
            ("award_round__kind", "enterprise__project", "department", "person", "agent"),
        )
    )
