"""Which scores a change concerns; they are worked out anew by the worker once it is stored."""

from django.db import connection, transaction

from crm.core.background.send import send, send_after_commit
from crm.core.writes import Follower, follow_writes

from ..models import (
    Acquaintance,
    Company,
    CompanyRelation,
    Contact,
    FitWeight,
    Lead,
    LinkCompany,
    Native,
    Project,
    TargetEntry,
)
from .tasks import score_all, score_some

TIED = {
    Acquaintance: ("company",),
    CompanyRelation: ("company", "other"),
    Contact: ("company",),
    Lead: ("company",),
    LinkCompany: ("company",),
    Native: ("company",),
    Project: ("company",),
    TargetEntry: ("company",),
}
MOST = 5_000  # of more, the night takes care


class Pending:
    """What the transaction has touched so far; at its end one task is sent for all of it."""

    def __init__(self):
        self.companies: set[int] = set()

    def __call__(self):
        if self.companies and len(self.companies) <= MOST:
            send_after_commit(score_some, sorted(self.companies))


def touched(companies: set[int]) -> None:
    if not companies:
        return
    open_points = set(connection.savepoint_ids)
    for points, act, *_robust in connection.run_on_commit:
        if isinstance(act, Pending) and set(points) <= open_points:
            act.companies |= companies
            return
    pending = Pending()
    pending.companies |= companies
    transaction.on_commit(pending)


def _find(model, names):
    def find(keys: list[int]) -> set[int]:
        rows = model._base_manager.filter(pk__in=keys).values_list(*names)
        return {pk for row in rows for pk in row if pk}

    return find


def _of_companies(keys: list[int]) -> set[int]:
    return set(keys)


def _weights_changed(_found) -> None:
    send(score_all)


def follow() -> None:
    follow_writes(Company, Follower(_of_companies, touched))
    for model, names in TIED.items():
        follow_writes(model, Follower(_find(model, names), touched))
    follow_writes(FitWeight, Follower(_of_companies, _weights_changed))
