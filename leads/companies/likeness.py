"""Stored companies whose names nearly agree: candidates for a person to judge, never joined by the program."""

from collections import defaultdict

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from crm.core.history import create_many
from leads.models import Company, MatchCandidate

NEARLY = 86  # per cent
AT_MOST = 3  # candidates a company


def note_candidates(created, by) -> int:
    """Write down the older companies that each new one may be, or belong to."""
    new_ids = {company.pk for company in created}
    older = dict(Company.objects.exclude(pk__in=new_ids).exclude(name_key="").values_list("pk", "name_key"))
    stems = defaultdict(list)
    for pk, key in older.items():
        stems[key].append(pk)
    candidates = []
    for company in created:
        scores = {pk: score for _key, score, pk in process.extract(company.name_key, older, scorer=fuzz.ratio, score_cutoff=NEARLY, limit=AT_MOST)}
        scores.update((pk, fuzz.ratio(company.name_key, stem)) for stem in _beginnings(company.name_key) for pk in stems.get(stem, []))
        best = sorted(scores.items(), key=lambda each: -each[1])[:AT_MOST]
        candidates += [MatchCandidate(company=company, other_id=pk, score=round(score)) for pk, score in best]
    create_many(MatchCandidate, candidates, by=by, reason=_("import"))
    return len(candidates)


def _beginnings(key: str):
    """Shorter names that ``key`` begins with: 吉利百矿 may belong to 吉利, 新希望六和 to 新希望."""
    return (key[:length] for length in range(2, len(key)))
