"""No address of portal or staff breaks, whatever key it names and whatever stands after its
question mark.
"""

from collections import Counter
from itertools import cycle
from urllib.parse import quote

from wagtail.admin.views.generic import IndexView

from .places import WORDS
from .press import Visitor, names_read
from .reading import labels_twice, odd_words, odd_words_in
from .share import WHOLE, in_turn, is_tried
from .values import QUERIES
from .walk import PARAMETER, Map

OVERFLOWS = "9" * 30
NO_NUMBERS = ["²", "abc", "1'"]
ODD_KEYS = ["0", OVERFLOWS, *NO_NUMBERS]
TRIED = 3 if WHOLE else 1  # values for each name that a view looks for in its address
TOGETHER = QUERIES[1:4]  # for all names at once
ALIKE = 3 if WHOLE else 1  # screens of one class that are asked everything; lists are asked each


def answered(world, visitors, route, function, name):
    """(who, address, answer, names that the view looked for): the first who is shown the page."""
    for visitor in visitors:
        if route.startswith("admin/") is not visitor.user.is_staff:
            continue
        for address in world.addresses(route, function, name, visitor)[:2]:
            with names_read() as names:
                answer = visitor.get(address)
            if answer.response.status_code not in (302, 403, 404, 405):
                return (
                    visitor,
                    address,
                    answer,
                    [each for each in names if each != "csrfmiddlewaretoken"],
                )
    return None


def with_odd_keys(route, turn) -> list[str]:
    """Of a share: the number that no column holds and, where more than numbers come through to the
    view, one that is none.
    """
    kinds = {kind for kind, _name in PARAMETER.findall(route)}
    if not kinds:
        return []
    keys = [OVERFLOWS, *(in_turn(NO_NUMBERS, turn, 1) if kinds != {"int"} else ())]
    return [PARAMETER.sub(quote(key), f"/{route}") for key in (ODD_KEYS if WHOLE else keys)]


def test_whatever_an_address_says_it_is_answered(city):
    world = Map(WORDS)
    visitors = [
        Visitor(each)
        for each in (
            city.auditor,
            city.officer,
            city.finance,
            city.leader,
            city.agency,
            city.referrer,
            None,
        )
    ]
    values, faults, asked, seen = cycle(QUERIES), [], 0, Counter()
    by_side = {True: Visitor(city.officer), False: Visitor(city.agency)}
    routes = [each for each in world.routes if is_tried(each[0])]
    for turn, (route, function, name) in enumerate(routes):
        side = by_side[route.startswith("admin/")]
        faults += [
            f"{address}: {fault}"
            for address in with_odd_keys(route, turn)
            if (fault := side.get(address).fault)
        ]
        view = getattr(function, "view_class", function)
        seen[view] += 1
        if seen[view] > ALIKE and not (isinstance(view, type) and issubclass(view, IndexView)):
            continue
        found = answered(world, visitors, route, function, name)
        if found is None:
            continue
        visitor, address, answer, names = found
        asked += 1
        faults += [
            f"{address}: {each}"
            for each in (*labels_twice(answer), *odd_words(visitor.get(address, drawn=True)))
        ]
        queries = [f"{each}={quote(next(values))}" for each in names for _n in range(TRIED)]
        queries += [
            "&".join(f"{each}={quote(value)}" for each in names)
            for value in in_turn(TOGETHER, asked, 1)
        ]
        for query in ["", *queries]:
            if fault := visitor.get(f"{address}?{query}").fault:
                faults.append(f"{address}?{query[:80]}: {fault}")
    assert asked > (150 if WHOLE else 30), "the walk reached too little to prove anything"
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_what_nobody_reads_is_not_read():
    """Wagtail's pages hold a counter that says “None” and is hidden until it counts."""
    page = '<main><p hidden>None</p><p>共 None 件</p><p>7E+3 元</p><input value="1E+2"></main>'
    assert [each.strip("“”") for each in odd_words_in(page)] == [
        "共 None 件\n7E+3 元",
        "共 None 件\n7E+3 元",
        "1E+2” in a field",
    ]
