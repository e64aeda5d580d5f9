"""Facts and their sums are kept with the records: what the database's triggers noted is worked off
one after another, so that of two changes at once neither is lost.
"""

from collections import defaultdict, deque
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F, Sum

from ..database.statistics import analyze
from ..models.indicator import DIMENSIONS, IndicatorChange, IndicatorFact, IndicatorSum
from .registry import FACT_SOURCES, STANDING_ON, Indicator, facts_of

MOST = 20_000  # changed records of a source that are looked up by key; of more, all are made anew
CUTS = ", ".join(DIMENSIONS)
PAIRS = [
    (),
    *((one,) for one in DIMENSIONS),
    *((one, two) for place, one in enumerate(DIMENSIONS) for two in DIMENSIONS[place + 1 :]),
]
SETS = ", ".join(f"({', '.join(('indicator', 'month', *pair))})" for pair in PAIRS)
FACTS = """
insert into core_indicatorfact (indicator, source, {columns})
select %s, %s, made.* from ({made}) as made
"""
# First by all dimensions at once: ten facts of a month are one row then, added up in 37 ways.
ADD_UP = f"""
insert into core_indicatorsum (indicator, month, {CUTS}, by, value)
select indicator, month, {CUTS}, grouping({CUTS}), sum(value)
from (
    select indicator, date_trunc('month', day)::date as month, {CUTS}, sum(value) as value
    from {{facts}} group by indicator, 2, {CUTS}
) as cells
group by grouping sets ({SETS})
having sum(value) <> 0
"""
# The old facts of the records go, the new ones come, and the sums get the difference.
DIFFERENCE = f"""(
    select indicator, day, {CUTS}, -value as value from gone
    union all select indicator, day, {CUTS}, value from come
) as difference"""
EXCHANGE = f"""
with gone as (
    delete from core_indicatorfact
    where indicator = %s and source = %s and record = any(%s) returning *
), come as ({FACTS} returning *)
{ADD_UP.format(facts=DIFFERENCE)}
"""


def keep_up(*, waits: bool = True) -> int:
    """Work off what was noted; returns how many records it was. Who comes second waits, or, unless
    ``waits``, leaves it to a later round.
    """
    with transaction.atomic():
        if not _one_at_a_time(waits=waits):
            return 0
        changed, whole_sources = _taken()
        for source in whole_sources:
            _make_anew(source)
        for source, records in changed.items():
            cuts = FACT_SOURCES[source].cuts()
            for fact in facts_of(source):
                _exchange(fact, cuts, sorted(records))
        return sum(map(len, changed.values()))


def rebuild() -> None:
    """All facts and sums from the records alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        _one_at_a_time()
        IndicatorChange.objects.all().delete()
        # Not emptied by "truncate", which would keep readers waiting.
        cursor.execute("delete from core_indicatorfact")
        cursor.execute("delete from core_indicatorsum")
        for source in FACT_SOURCES:
            _insert_facts(source)
        analyze("core_indicatorfact")
        cursor.execute(ADD_UP.format(facts="core_indicatorfact"))
        analyze("core_indicatorsum")


def compared() -> tuple[dict[tuple, Decimal], dict[tuple, Decimal]]:
    """(the sums as they are kept, what they have to be by the records); nothing is changed."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            # What others write meanwhile belongs to neither.
            connection.cursor().execute("set transaction isolation level repeatable read")
        keep_up()
        stored = _sums()
        rebuild()
        expected = _sums()
        transaction.set_rollback(True)
    return stored, expected


def _sums() -> dict[tuple, Decimal]:
    rows = IndicatorSum.objects.order_by().values_list("indicator", "by", "month", *DIMENSIONS)
    return {row[:-1]: row[-1] for row in rows.annotate(total=Sum("value")) if row[-1]}


def _one_at_a_time(*, waits: bool = True) -> bool:
    """Whether it is this one."""
    ask = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"select {ask}(hashtext('core_indicators'))")
        return waits or cursor.fetchone()[0]


def _taken() -> tuple[dict[str, set[int]], set[str]]:
    """({source: changed records}, sources of which all are to be made anew)."""
    changed: dict[str, set[int]] = defaultdict(set)
    whole_sources: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute("delete from core_indicatorchange returning source, record")
        for source, record in cursor.fetchall():
            if record is None:
                whole_sources.add(source)
            else:
                changed[source].add(record)
    whole_sources |= {source for source, records in changed.items() if len(records) > MOST}
    _add_what_stands_on_them(changed, whole_sources)
    records_by_source = {
        source: records
        for source, records in changed.items()
        if source not in whole_sources and records
    }
    return records_by_source, whole_sources


def _add_what_stands_on_them(changed: dict[str, set[int]], whole_sources: set[str]) -> None:
    """A lead's agent is that of its project, and of the money that reached it."""
    sources = deque(changed.keys() | whole_sources)
    while sources:
        source = sources.popleft()
        for dependent, path in STANDING_ON.get(source, ()):
            if source in whole_sources:
                whole_sources.add(dependent)
            else:
                rows = FACT_SOURCES[dependent].model._base_manager
                records = rows.filter(**{f"{path}__any_of": list(changed[source])})
                changed[dependent].update(records.values_list("pk", flat=True))
            sources.append(dependent)


def _facts(indicator: Indicator, cuts, sql: str, records=None) -> tuple[str, list]:
    """``sql`` with the query of the indicator's facts, and the parameters of that."""
    source = indicator.source
    rows = source.model._base_manager.order_by()
    if records is not None:
        rows = rows.filter(pk__any_of=records)
    expressions = {"day": indicator.day, "value": indicator.value, **cuts}
    rows = rows.annotate(
        **{f"fact_{name}": _expression(expression) for name, expression in expressions.items()}
    )
    facts = (
        indicator.which(rows)
        .exclude(fact_day=None)
        .values_list("pk", *(f"fact_{name}" for name in expressions))
    )
    query, params = facts.query.sql_with_params()
    columns = ", ".join(("record", *expressions))
    return sql.format(made=query, columns=columns), [indicator.code, source.code, *params]


def _expression(value):
    return F(value) if isinstance(value, str) else value


def _insert_facts(source: str) -> None:
    cuts = FACT_SOURCES[source].cuts()
    with connection.cursor() as cursor:
        for fact in facts_of(source):
            cursor.execute(*_facts(fact, cuts, FACTS))


def _exchange(indicator: Indicator, cuts, records: list[int]) -> None:
    sql, params = _facts(indicator, cuts, EXCHANGE, records)
    with connection.cursor() as cursor:
        cursor.execute(sql, [indicator.code, indicator.source.code, records, *params])


def _make_anew(source: str) -> None:
    codes = [fact.code for fact in facts_of(source)]
    IndicatorFact.objects.filter(indicator__in=codes).delete()
    IndicatorSum.objects.filter(indicator__in=codes).delete()
    _insert_facts(source)
    with connection.cursor() as cursor:
        facts = "(select * from core_indicatorfact where indicator = any(%s)) as facts"
        cursor.execute(ADD_UP.format(facts=facts), [codes])
