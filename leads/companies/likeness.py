"""Pairs of stored companies that may be one: written down for a person to judge, never joined by
the program.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from crm.core.models import Parameter
from crm.core.writing.history import create_many

from ..models import Company, MatchCandidate
from ..naming.likeness_kinds import Kind
from .matching import Question, likely_many

AT_MOST = 3  # candidates a company
BATCH = 500


@dataclass(frozen=True)
class Scan:
    companies: int
    candidates: int


def note_candidates(created, by) -> int:
    """Write down the older companies that each new one may be, or belong to."""
    new_ids = frozenset(company.pk for company in created)
    pairs, threshold = {}, Parameter.get("duplicate_likeness")
    answers = likely_many(
        [
            Question(company.name, company.name_en, company.credit_code, new_ids)
            for company in created
        ]
    )
    for company, matches in zip(created, answers, strict=True):
        _collect(pairs, company.pk, matches, threshold)
    return _note(pairs, by, _("import"))


def find_duplicates(
    *, changed_since: datetime | None = None, by=None, workers: int = 1, tell=lambda done: None
) -> Scan:
    """Compare the stored companies (those changed since a time) with all others, and write down the
    new pairs.
    """
    companies = Company.objects.order_by("pk")
    if changed_since:
        companies = companies.filter(updated_at__gte=changed_since)
    done, noted, threshold = 0, 0, Parameter.get("duplicate_likeness")
    batch = list(companies.values("pk", "name", "name_en")[:BATCH])
    while batch:
        pairs = {}
        answers = likely_many(
            [
                Question(company["name"], company["name_en"], exclude=frozenset({company["pk"]}))
                for company in batch
            ],
            workers=workers,
        )
        for company, matches in zip(batch, answers, strict=True):
            _collect(pairs, company["pk"], matches, threshold)
        noted += _note(pairs, by, _("search for duplicates"))
        done += len(batch)
        tell(done)
        batch = list(
            companies.filter(pk__gt=batch[-1]["pk"]).values("pk", "name", "name_en")[:BATCH]
        )
    return Scan(done, noted)


def _collect(pairs, company_id, matches, threshold):
    """Add the best matches to ``pairs``: {(newer, older): match}."""
    worth = [
        match
        for match in matches
        if match.kind == Kind.GROUP or match.score >= threshold and match.kind != Kind.ELSEWHERE
    ]
    for match in worth[:AT_MOST]:
        pairs[max(company_id, match.company_id), min(company_id, match.company_id)] = match


def _note(pairs, by, reason) -> int:
    """A pair is written down once, whatever was decided about it."""
    ids = {pk for pair in pairs for pk in pair}
    stored = MatchCandidate.objects.filter(Q(company__in=ids) & Q(other__in=ids)).values_list(
        "company", "other"
    )
    noted_pairs = {(max(pair), min(pair)) for pair in stored}
    candidates = [
        MatchCandidate(company_id=newer, other_id=older, score=match.score, kind=match.kind)
        for (newer, older), match in pairs.items()
        if (newer, older) not in noted_pairs
    ]
    create_many(MatchCandidate, candidates, by=by, reason=reason)
    return len(candidates)
