"""A line of a template, a style sheet or a script is read without scrolling sideways."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 140  # characters
APPS = ("crm", "leads", "commissions", "parks", "templates")


@pytest.mark.parametrize("kind", ["html", "css", "js"])
def test_no_line_is_longer_than_what_a_screen_shows(kind):
    files = [
        file
        for app in APPS
        for file in (ROOT / app).rglob(f"*.{kind}")
        if not file.name.endswith(f".min.{kind}")
    ]
    assert files
    long = {
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST
    }
    assert long == set()
