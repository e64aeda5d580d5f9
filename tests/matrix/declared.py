"""The file of the matrix: which route answers what to which role. It is generated, read by a person
and committed; ``.venv/bin/python -m tests.matrix.propose`` writes it anew.

A line is ``route<TAB>methods<TAB>outcomes``. ``ok`` is a page, ``login`` the way to a log-in,
``home`` Wagtail's refusal, ``away`` another address, a number a status; ``?`` has not been
asked yet, which ``.venv/bin/python -m tests.matrix.propose`` does.
"""

from collections.abc import Iterable
from pathlib import Path

FILE = Path(__file__).with_name("routes.tsv")
HEAD = "# route\tmethods\toutcomes (the last is that of all other roles)\n"


def read() -> dict[tuple[str, str], str]:
    """(route, method) → outcomes."""
    found = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        route, methods, words = line.split("\t")
        found.update({(route, method): words for method in methods.split()})
    return found


def write(declared: dict[tuple[str, str], str]):
    FILE.write_text(HEAD + "".join(lines_of(declared)), encoding="utf-8")


def lines_of(declared: dict[tuple[str, str], str]) -> Iterable[str]:
    by_route: dict[str, dict[str, list[str]]] = {}
    for (route, method), words in declared.items():
        by_route.setdefault(route, {}).setdefault(words, []).append(method)
    for route in sorted(by_route):
        for words, methods in by_route[route].items():
            yield f"{route}\t{' '.join(methods)}\t{words}\n"
