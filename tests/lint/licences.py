"""The licences of every package that is pinned, as docs/licences.md lists them.

    python -m tests.lint.licences --write

A package of another platform, which is not installed here, keeps the row that it has.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "licences.md"
LISTS = {"packages": "requirements.txt", "tools": "requirements-dev.txt"}
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.M)
ROW = re.compile(r"^\| ([A-Za-z0-9._-]+) \| (.*) \|$", re.M)
# Named by the file of the licence alone.
READ_THERE = {"axe-playwright-python": "MIT", "imapclient": "BSD-3-Clause"}
LONGEST = 80  # a field that holds the whole text of a licence names none


def pinned(name: str) -> list[str]:
    return PINNED.findall((ROOT / name).read_text(encoding="utf-8"))


def listed(part: str, page: str) -> dict[str, str]:
    """{package: licence} of the table between the two marks of ``part``."""
    return dict(ROW.findall(_apart(part, page)[1]))


def _apart(part: str, page: str) -> tuple[str, str, str]:
    """What stands before, between and after the two marks; these belong to the sides."""
    begin, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    start, stop = page.index(begin) + len(begin), page.index(end)
    return page[:start], page[start:stop], page[stop:]


def licence_of(package: str) -> str:
    """As the package says it itself: by expression, by classifiers, by the old field; "" where it
    does not.
    """
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return ""
    classifiers = [
        each.rsplit(" :: ", 1)[-1]
        for each in said.get_all("Classifier") or []
        if each.startswith("License :: ") and not each.endswith("OSI Approved")
    ]
    old = (said.get("License") or "").strip()
    short = old if old and "\n" not in old and len(old) <= LONGEST else ""
    return (
        said.get("License-Expression")
        or "; ".join(classifiers)
        or short
        or READ_THERE.get(package, "")
    )


def written() -> str:
    page = PAGE.read_text(encoding="utf-8")
    shipped = set(pinned(LISTS["packages"]))
    for part, file in LISTS.items():
        known = listed(part, page)
        names = [name for name in pinned(file) if part == "packages" or name not in shipped]
        rows = [f"| {name} | {licence_of(name) or known.get(name, '?')} |" for name in names]
        table = "\n".join(["", "| package | licence |", "| --- | --- |", *rows, ""])
        before, _old, after = _apart(part, page)
        page = before + table + after
    return page


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(written(), encoding="utf-8")
    sys.exit(PAGE.read_text(encoding="utf-8") != written())
