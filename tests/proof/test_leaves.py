"""Trees, rows and gaps by themselves."""

import pytest

from crm.core.proof.gaps import after, is_in, open_gaps
from crm.core.proof.merkle import Tree, leaf_of, root_of
from crm.core.proof.rows import Encoding, unescaped, values_of

# The test vectors of RFC 6962's first implementation (Certificate Transparency).
INPUTS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def test_a_tree_is_that_of_rfc_6962():
    assert root_of([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    tree, found = Tree(), []
    for each in INPUTS:
        tree.add(leaf_of(bytes.fromhex(each)))
        found.append(tree.root)
    assert tuple(found) == ROOTS


def test_a_tree_goes_on_from_its_peaks_alone():
    leaves = [leaf_of(bytes.fromhex(each)) for each in INPUTS]
    begun = Tree()
    for leaf in leaves[:5]:
        begun.add(leaf)
    again = Tree(5, begun.stored_peaks())
    for leaf in leaves[5:]:
        again.add(leaf)
    assert again.root == ROOTS[-1]
    with pytest.raises(ValueError, match="peaks"):
        Tree(6, begun.stored_peaks()[:1])


@pytest.mark.parametrize(
    ("line", "values"),
    [
        (b"1\tx", ["1", "x"]),
        (b"1\t\\N", ["1", None]),
        (b"1\t\\\\N", ["1", "\\N"]),
        (b"1\ta\\tb\\nc\\\\d", ["1", "a\tb\nc\\d"]),
        ("1\t常德".encode(), ["1", "常德"]),
        (b"1\t", ["1", ""]),
    ],
)
def test_a_line_of_copy_is_read_as_it_was_written(line, values):
    assert values_of(line) == values


def test_what_is_escaped_stays_apart():
    assert unescaped("\\\\t") == "\\t"
    assert unescaped("\\t") == "\t"


def test_a_leaf_knows_its_column_and_its_table():
    one = Encoding("table", ["id", "a", "b"], "id")
    assert one.key(b"7\tx\t\\N") == 7
    assert one.leaf(b"7\tx\t\\N") != one.leaf(b"7\t\\N\tx")
    assert one.leaf(b"7\t\t\\N") != one.leaf(b"7\t\\N\t\\N")  # empty is not nothing
    other = Encoding("another", ["id", "a", "b"], "id")
    assert one.leaf(b"7\tx\ty") != other.leaf(b"7\tx\ty")


def test_a_column_without_a_value_changes_no_leaf_and_neither_does_their_order():
    before = Encoding("table", ["id", "a"], "id")
    after_ = Encoding("table", ["a", "id", "new"], "id")
    assert before.leaf(b"7\tx") == after_.leaf(b"x\t7\t\\N")
    assert before.leaf(b"7\tx") != after_.leaf(b"x\t7\tset")
    narrowed = Encoding("table", ["a", "id", "new"], "id", ["id", "a"])
    assert before.leaf(b"7\tx") == narrowed.leaf(b"x\t7\tset")


def test_gaps_are_filled_split_and_forgotten():
    assert after([], 10, [11, 15, 16], 3) == [[12, 14, 3]]
    assert after([[12, 14, 3]], 16, [13], 4) == [[12, 12, 3], [14, 14, 3]]
    assert after([[12, 14, 3]], 16, [12, 13, 14], 4) == []
    assert after([[12, 14, 3]], 16, [12, 20], 4) == [[13, 14, 3], [17, 19, 4]]
    assert after([], None, [5, 7], 1) == [[6, 6, 1]]
    assert open_gaps([[12, 14, 3], [17, 19, 4]], 51) == [[17, 19, 4]]
    assert is_in([[12, 14, 3]], 14)
    assert not is_in([[12, 14, 3]], 15)
