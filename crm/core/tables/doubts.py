"""What an import asks back before it is confirmed: amounts a thousand times beside what is stored
or usual, rows hidden or struck out.
"""

from decimal import Decimal

from django.db.models import Aggregate, DecimalField
from django.utils.translation import gettext as _

from ..punctuation import clauses

BESIDE = 1000  # times more, or less, than what is stored or usual
LEAST_FOR_USUAL = 3  # stored values below which nothing is usual
SHOWN = 10


class Median(Aggregate):
    """The stored value in the middle: one that exists, so that it keeps its places."""

    function = "percentile_disc"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = DecimalField()


def doubts_of(table, plan, comparison, *, user) -> list[str]:
    """Sentences that the person must say yes to; [] where nothing is odd."""
    sentences = [*of_rows(plan)]
    stored = table.model.objects.visible_to(user)
    stored = table.usual_of(stored) if table.usual_of else stored
    for column in _columns(table, plan):
        sentences.append(_beside_stored(column, comparison))
        sentences.append(_beside_usual(table, column, comparison, stored))
    return [sentence for sentence in sentences if sentence]


def of_rows(plan) -> list[str]:
    """Rows that are hidden or struck out in the file."""
    sentences = (
        _of_rows(_("hidden, by a filter or by hand"), plan.hidden),
        _of_rows(_("struck out, whole or in part"), plan.struck),
    )
    return [sentence for sentence in sentences if sentence]


def _of_rows(how, numbers) -> str:
    if not numbers:
        return ""
    return _(
        "These rows are %(how)s in the file and would be imported like the others: %(rows)s."
    ) % {"how": how, "rows": _listed(numbers)}


def _columns(table, plan):
    return [
        column
        for column in table.columns
        if column.quantity and column.name in plan.places and not column.read_only
    ]


def _beside_stored(column, comparison) -> str:
    """A record whose own value would become a thousand times as much, or a thousandth."""
    rows = []
    for number, record, changes in comparison.changed:
        old, new = getattr(record, column.attname), changes.get(column.name)
        if old and new and is_beside(new, old):
            rows.append(
                _("row %(row)d: %(old)s → %(new)s")
                % {"row": number, "old": column.in_words(old), "new": column.in_words(new)}
            )
    if not rows:
        return ""
    return _("“%(column)s” changes a thousand times or more: %(rows)s.") % {
        "column": column.label,
        "rows": _listed(rows),
    }


def _beside_usual(table, column, comparison, stored) -> str:
    rows = [(number, values) for number, values in comparison.new if values.get(column.name)]
    if not rows:
        return ""
    usual = median_of(stored, column.attname)
    medians = _medians_of_peers(table, column, stored, rows)
    compared = [
        (number, values[column.name], medians.get(values.get(table.peers), usual))
        for number, values in rows
    ]
    return beside_usual(column.label, compared, column.in_words)


def beside_usual(label, values, in_words) -> str:
    """A sentence on the (row, value, what is usual or None) that lie far beside it; "" where none
    does.
    """
    rows = []
    for number, value, usual in values:
        if usual and is_beside(value, usual):
            words = {"row": number, "value": in_words(value), "usual": in_words(usual)}
            rows.append(_("row %(row)d: %(value)s (usual is %(usual)s)") % words)
    if not rows:
        return ""
    return _("“%(column)s” lies a thousand times or more beside what is usual: %(rows)s.") % {
        "column": label,
        "rows": _listed(rows),
    }


def is_beside(value, other) -> bool:
    value, other = abs(Decimal(value)), abs(Decimal(other))
    return value >= other * BESIDE or value * BESIDE <= other


def median_of(stored, name):
    """The median of a field; None where too little is stored for anything to be usual."""
    values = stored.exclude(**{name: None}).exclude(**{name: 0})
    if values.order_by()[:LEAST_FOR_USUAL].count() < LEAST_FOR_USUAL:
        return None
    return values.aggregate(median=Median(name))["median"]


def _medians_of_peers(table, column, stored, rows) -> dict:
    """{key of the peer: its own median}: an enterprise is compared with itself first."""
    if not table.peers:
        return {}
    keys = {
        values.get(table.peers)
        for _number, values in rows
        if isinstance(values.get(table.peers), int)
    }
    peers = stored.filter(**{f"{table.peers}__any_of": keys}).exclude(**{column.attname: 0})
    return dict(
        peers.order_by()
        .values(table.peers)
        .annotate(median=Median(column.attname))
        .values_list(table.peers, "median")
    )


def _listed(items) -> str:
    more = _(" and %d more") % (len(items) - SHOWN) if len(items) > SHOWN else ""
    return clauses(items[:SHOWN]) + more
