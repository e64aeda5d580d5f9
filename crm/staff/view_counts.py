"""How many rows each saved view holds, for the tabs above a list: all of them by one query, none
counted beyond a limit, and not asked again for a minute.
"""

import hashlib
from copy import copy

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet, FieldError
from django.db import connection
from django.http import QueryDict

COUNTED = 1000
MOST_COUNTED = 8  # views of a list; those after them stand without a number
KEPT_SECONDS = 60


def counts_of(index, views: list) -> dict[int, str]:
    """{key of a view: "56" or "1000+"} of what the person of the ``index`` sees of it."""
    counted_views = views[:MOST_COUNTED]
    if not counted_views:
        return {}
    facts = [
        index.request.user.pk,
        index.list_name,
        *((view.pk, view.query) for view in counted_views),
    ]
    key = "view-counts-" + hashlib.sha256(repr(facts).encode()).hexdigest()
    return cache.get_or_set(key, lambda: _counts(index, counted_views), KEPT_SECONDS)


def _counts(index, views: list) -> dict[int, str]:
    queries, parameters = {}, []
    for view in views:
        try:
            sql, params = rows_of(index, view.query)[: COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE false", ()
        except (FieldError, ValueError):
            continue  # conditions of a list as it was once
        queries[view.pk] = f"(SELECT count(*) FROM ({sql}) rows)"
        parameters += params
    if not queries:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(queries.values())}", parameters)
        counts = cursor.fetchone()
    return {
        key: f"{COUNTED}+" if count > COUNTED else str(count)
        for key, count in zip(queries, counts, strict=True)
    }


def rows_of(index, query: str):
    """The keys of the rows that the list shows under these conditions."""
    screen = index.request.resolver_match.func
    request = copy(index.request)
    request.GET = QueryDict(query)
    view = screen.view_class(**screen.view_initkwargs)
    view.setup(request)
    return view.get_queryset().order_by().values("pk")
