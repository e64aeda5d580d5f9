"""A company comes in from an officer's desk, after likely duplicates were shown."""

from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.turns import take_turns
from crm.core.writes import as_one
from crm.core.writing.history import create_many, save_as

from ..models import Company, MatchCandidate
from ..naming.likeness_kinds import RELATED
from ..naming.names import turn_of
from .matching import likely


@as_one()
def enter_company(*, by, distinct_from=frozenset(), **facts) -> Company:
    """Store a company that is none of ``distinct_from``, keys of those that were shown to the
    person.

    Of two who enter one name at the same instant the second finds the first one's: Refused.
    """
    company = Company(**facts)
    take_turns(Company, [turn_of(company.name)])
    stored = Company.objects.named(company.name).exclude(pk__in=distinct_from).first()
    if stored:
        raise Refused(_("“%(company)s” is stored already.") % {"company": stored})
    company.full_clean()
    save_as(company, by=by, reason=_("entered"))
    note_distinct(company, distinct_from, by=by)
    return company


def note_distinct(company, others, *, by) -> int:
    """Write down that ``by`` held ``company`` and ``others`` for different ones, so that they are
    not held up again.
    """
    Verdict = MatchCandidate.Verdict
    matches = [
        match
        for match in likely(company.name, name_en=company.name_en, exclude={company.pk})
        if match.company_id in others
    ]
    rows = [
        MatchCandidate(
            company=company,
            other_id=match.company_id,
            score=match.score,
            kind=match.kind,
            verdict=Verdict.RELATED if match.kind in RELATED else Verdict.DIFFERENT,
        )
        for match in matches
    ]
    create_many(MatchCandidate, rows, by=by, reason=_("another company, said on entry"))
    return len(rows)
