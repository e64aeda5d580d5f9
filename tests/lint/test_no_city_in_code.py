"""Cities are data: no source, template or translation of the product names one. The demonstration
is data, and tables of all places of the country are, too.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("crm", "leads", "parks", "commissions", "templates", "locale", "locale_wagtail")
KINDS = {".py", ".html", ".txt", ".js", ".css", ".po", ".svg"}
NAMES = re.compile("常德|changde|武陵区|桃花源", re.IGNORECASE)
DATA = ("crm/demo/", "commissions/library/")


def sources():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix in KINDS and not name.startswith(DATA):
                yield name, path.read_text(encoding="utf-8")


def test_no_city_is_named_in_the_code():
    found = [
        f"{name}:{number}"
        for name, text in sources()
        for number, line in enumerate(text.splitlines(), 1)
        if NAMES.search(line)
    ]
    assert found == []


def test_the_check_reads_what_it_should():
    names = {name for name, _text in sources()}
    assert {"crm/site/models/home.py", "templates/site/base.html"} <= names
    assert NAMES.search("欢迎来到常德") and NAMES.search("Invest in Changde")
