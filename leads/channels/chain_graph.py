"""A chain as a picture: each link in a layer after those of its suppliers, with the data that the
chart draws.
"""

from collections import defaultdict

from django.urls import reverse

from ..models import Chain, Edge
from .chain import Standing


def layers(links: list[int], edges: list[tuple[int, int]]) -> dict[int, int]:
    """{link: layer}: one after the last layer of the links that feed it. Edges that would close a
    circle are left out.
    """
    layer = dict.fromkeys(links, 0)
    for _round in links:
        moved = False
        for source, target in edges:
            if layer[source] + 1 > layer[target] and layer[source] + 1 < len(links):
                layer[target], moved = layer[source] + 1, True
        if not moved:
            break
    return layer


def graph(chain: Chain, standings: list[Standing]) -> dict:
    """What the chart needs: places, names, strengths in words, and
    the page that each link opens.
    """
    edges = list(Edge.objects.filter(source__chain=chain))
    layer = layers(
        [standing.link.pk for standing in standings],
        [(edge.source_id, edge.target_id) for edge in edges],
    )
    rows = defaultdict(list)
    for standing in standings:
        rows[layer[standing.link.pk]].append(standing)
    nodes = [
        _node(standing, column, row - (len(members) - 1) / 2)
        for column, members in rows.items()
        for row, standing in enumerate(members)
    ]
    return {
        "nodes": nodes,
        "edges": [
            {"source": str(edge.source_id), "target": str(edge.target_id), "goods": edge.goods}
            for edge in edges
        ],
        "columns": max(rows, default=0) + 1,
        "rows": max((len(members) for members in rows.values()), default=1),
    }


def _node(standing: Standing, column: int, offset: float) -> dict:
    """``offset`` is the distance from the middle of its layer, in rows."""
    return {
        "id": str(standing.link.pk),
        "label": standing.link.name,
        "column": column,
        "offset": offset,
        "strength": standing.strength.value,
        "words": str(standing.strength.label),
        "why": standing.reason,
        "url": reverse("link:inspect", args=[standing.link.pk]),
    }
