"""How well a company fits, where somebody has worked that out."""

from collections.abc import Iterable

from django.apps import apps


def scores_of(companies: Iterable[int]) -> dict[int, int]:
    """{company: score}; nothing for those without one, and none at all where none are kept."""
    try:
        kept = apps.get_model("leads", "FitScore")
    except LookupError:
        return {}
    rows = kept._base_manager.filter(company__in=list(companies))
    return {company: int(score) for company, score in rows.values_list("company", "score")}
