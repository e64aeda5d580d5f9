"""Nothing that is posted breaks a view, form or no form: each name that it looks for is sent with
what nobody should type.
"""

from collections import Counter

from tests.hostile.places import WORDS
from tests.hostile.press import Visitor, names_read
from tests.hostile.share import WHOLE, in_turn, is_tried
from tests.hostile.values import KEYS, TEXTS
from tests.hostile.walk import Map

ALIKE = 2 if WHOLE else 1  # screens of one class that are tried
TRIED = 3  # rounds for each of them
ROUNDS = [TEXTS[0], TEXTS[1], TEXTS[4], TEXTS[-1], KEYS[1], KEYS[4], "2026-01-01", "-5", ""]


def looked_for(visitor, address) -> list[str]:
    """Some names are looked for only where others are there: twice, the second time with those of
    the first.
    """
    sent: dict[str, str] = {}
    for _n in range(2):
        with names_read() as names:
            visitor.post(address, sent)
        sent |= {name: "1" for name in names if name != "csrfmiddlewaretoken"}
    return sorted(sent)


def test_whatever_is_posted_it_is_answered(city):
    world, faults, tried, seen = Map(WORDS), [], 0, Counter()
    visitors = [
        Visitor(each)
        for each in (
            city.officer,
            city.section_head,
            city.park_officer,
            city.finance,
            city.leader,
            city.agency,
            None,
        )
    ]
    for route, function, name in world.routes:
        view = getattr(function, "view_class", function)
        seen[view] += 1
        if seen[view] > ALIKE or not is_tried(name):
            continue
        for visitor in visitors:
            if route.startswith("admin/") is not visitor.user.is_staff:
                continue
            address = next(iter(world.addresses(route, function, name, visitor)), None)
            first = address and visitor.post(address, {})
            if not first or first.response.status_code in (403, 404, 405):
                continue
            tried += 1
            names = looked_for(visitor, address)
            for value in in_turn(ROUNDS, tried, TRIED):
                answer = visitor.post(address, dict.fromkeys(names, value))
                if answer.fault:
                    faults.append(f"{address} {names} = {value[:12]!r}: {answer.fault}")
                elif answer.is_refusal and answer.stored:
                    faults.append(
                        f"{address} {names} = {value[:12]!r}: half stored in {answer.stored}"
                    )
            break
    assert tried > (60 if WHOLE else 12), "the walk reached too little to prove anything"
    assert not faults, "\n".join(dict.fromkeys(faults))
