"""Of several alike, the first, in the order in which they came."""

from operator import itemgetter

from crm.core.firsts import firsts


def test_the_first_of_each_key_stands_where_it_stood():
    rows = [("A", 1), ("B", 5), ("A", 10), ("C", 11), ("B", 12)]
    assert firsts(rows, itemgetter(0)) == [("A", 1), ("B", 5), ("C", 11)]


def test_of_none_there_is_none():
    assert firsts(iter([]), itemgetter(0)) == []
