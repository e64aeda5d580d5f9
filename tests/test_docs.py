"""What CONTRIBUTING.md, the READMEs and the architecture name is there: files, folders, modules,
and ``path/of/file.py:name``.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = (
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "README.md",
    "README.zh-CN.md",
    "docs/README.md",
    "docs/architecture.md",
)
APPS = ("crm", "leads", "parks", "commissions", "tests")
PATH = re.compile(r"([\w.-]+(?:/[\w.-]+)*/?)(?::(\w+))?")
ENDINGS = {".py", ".md", ".html", ".po", ".toml", ".yaml", ".json", ".svg", ".png"}


def named_in(page: str) -> list[tuple[str, str]]:
    """[(path, name in it or "")] of what ``page`` writes as code; a dotted module is its file."""
    found = []
    for code in re.findall(r"`([^`\n]+)`", (ROOT / page).read_text(encoding="utf-8")):
        path, name = match.groups() if (match := PATH.fullmatch(code)) else ("", "")
        if path.split(".")[0] in APPS and "/" not in path and Path(path).suffix not in ENDINGS:
            path = path.replace(".", "/")
        if "/" in path or Path(path).suffix in ENDINGS:
            found.append((path, name or ""))
    return found


def is_there(path: str, name: str) -> bool:
    """A file without a folder ("tasks.py") is one of the top, or one that several folders have."""
    if "/" not in path.rstrip("/") and any(any((ROOT / app).rglob(path)) for app in APPS):
        return True
    file = next((each for each in (ROOT / path, ROOT / f"{path}.py") if each.exists()), None)
    if file is None or not name:
        return file is not None
    defined = rf"^\s*(?:(?:class|def) {name}\b|{name}\b(?:: [^=\n]+)? = )"
    return re.search(defined, file.read_text(encoding="utf-8"), re.M) is not None


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page):
    assert [each for each in named_in(page) if not is_there(*each)] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_a_page_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)[^)]*\)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def registries() -> list[tuple[str, str]]:
    """(file, name) of each table that CONTRIBUTING.md lists among the registries."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Registries")[1]
    return re.findall(r"`((?:crm|leads|parks|commissions)/[\w/]+\.py):([A-Z_]{3,})`", page)


def test_the_name_of_a_registry_has_one_meaning():
    files = [
        file
        for app in APPS[:-1]
        for file in (ROOT / app).rglob("*.py")
        if "migrations" not in file.parts
    ]
    assigned = [
        (name, file.relative_to(ROOT).as_posix())
        for file in files
        for name in re.findall(
            r"^([A-Z_]{3,})(?:: [^=\n]+)? = ", file.read_text(encoding="utf-8"), re.M
        )
    ]
    assert len(registries()) > 20
    for path, name in registries():  # one in a class is in no list
        assert [file for each, file in assigned if each == name] in ([path], []), name


def test_every_registry_is_listed():
    """A table that is empty where it is made is filled by others."""
    empty = r"^([A-Z_]{3,})(?:: [^=\n]+)? = (?:{}|\[\]|set\(\)|defaultdict\(\w+\))$"
    made = [
        (file.relative_to(ROOT).as_posix(), name)
        for app in APPS[:-1]
        for file in (ROOT / app).rglob("*.py")
        for name in re.findall(empty, file.read_text(encoding="utf-8"), re.M)
    ]
    assert len(made) > 20
    assert [each for each in made if each not in registries()] == []


# Names that many modules give to a function of their own.
COMMON_NAMES = {"register", "shows", "answers"}


def fillers() -> list[tuple[str, set[str], set[str]]]:
    """(row's first cell, the functions that fill the registry, the apps that it names) of each row
    that names apps.
    """
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Registries")[1]
    rows = [row.split(" | ") for row in page.splitlines() if row.startswith("| `crm/")]
    found = []
    for cells in rows:
        if len(cells) == 4:
            named_apps = {word.strip() for word in cells[2].split("`")[0].split(",")} - {""}
            functions = set(re.findall(r"`@?(\w+)`", cells[2])) - COMMON_NAMES
            found.append((cells[0], functions, named_apps))
    return [row for row in found if row[1] and row[2] and row[2] != {"every app"}]


def test_the_apps_that_fill_a_registry_are_named():
    modules = [
        (file.relative_to(ROOT), file.read_text(encoding="utf-8"))
        for app in APPS[:-1]
        for file in (ROOT / app).rglob("*.py")
        if "migrations" not in file.parts
    ]
    assert len(fillers()) > 20
    for row, functions, named_apps in fillers():
        homes = set(re.findall(r"`([\w/]+\.py):", row))
        called = re.compile(rf"^(?:    )*@?(?:{'|'.join(sorted(functions))})\(", re.M)
        calling = {
            path.parts[1] if path.parts[0] == "crm" else path.parts[0]
            for path, text in modules
            if path.as_posix() not in homes and called.search(text)
        }
        assert calling <= named_apps, row


def test_each_decision_has_a_number_of_its_own_and_stands_in_the_index():
    files = sorted(file.name for file in (ROOT / "docs" / "decisions").glob("*.md"))
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert len({name[:4] for name in files}) == len(files) > 25
    assert [name for name in files if f"[{name[:4]}](decisions/{name})" not in index] == []
