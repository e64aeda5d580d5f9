"""Every package that is pinned has a hash, and stands in docs/licences.md with its licence."""

import re
from pathlib import Path

import pytest

from tests.lint.licences import LISTS, PAGE, ROOT, licence_of, listed, pinned

HASHED = re.compile(
    r"^([A-Za-z0-9][A-Za-z0-9._-]*)==[^\n]*\\\n(?:\s+--hash=sha256:[0-9a-f]{64})", re.M
)


def rows() -> dict[str, str]:
    page = PAGE.read_text(encoding="utf-8")
    return listed("packages", page) | listed("tools", page)


@pytest.mark.parametrize("file", LISTS.values())
def test_every_pinned_package_stands_in_the_list(file):
    """Where this fails: make licences."""
    assert len(pinned(file)) > 60
    assert [name for name in pinned(file) if name not in rows()] == []


def test_each_has_a_licence():
    assert [name for name, licence in rows().items() if licence in ("", "?")] == []


def test_a_package_that_nobody_listed_is_named(tmp_path, monkeypatch):
    other = tmp_path / "requirements.txt"
    other.write_text("unheard-of==1.0 \\\n    --hash=sha256:00\n", encoding="utf-8")
    monkeypatch.setattr("tests.lint.licences.ROOT", tmp_path)
    assert [name for name in pinned("requirements.txt") if name not in rows()] == ["unheard-of"]


@pytest.mark.parametrize("file", LISTS.values())
def test_every_pinned_package_has_a_hash(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert set(pinned(file)) - set(HASHED.findall(text)) == set()


def test_what_is_shipped_beside_packages_stands_there_too():
    page = PAGE.read_text(encoding="utf-8")
    fonts = {file.name for file in (Path(ROOT) / "crm/core/fonts").glob("*.woff2")}
    assert fonts == {"song.woff2", "fang.woff2"}
    assert [name for name in (*fonts, "echarts.min.js") if name not in page] == []


def test_the_licence_is_the_packages_own_word():
    assert licence_of("wagtail") == "BSD-3-Clause"
    assert licence_of("no-such-package") == ""
