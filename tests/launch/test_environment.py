"""What is read from the environment is read in one place and stands once in the table of
docs/operations.md.
"""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTS_THE_MACHINE = {"PORT"}  # before there are settings


def read_in_settings() -> Counter:
    text = "".join(file.read_text() for file in (ROOT / "crm/settings").glob("*.py"))
    return Counter(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z0-9_]+)"', text))


def told_in_operations() -> Counter:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    table = text.split("## Environment")[1].split("\n## ")[0]
    first_cells = re.findall(r"^\| ([^|]+) \|", table, re.M)
    return Counter(name for cell in first_cells for name in re.findall(r"\b[A-Z0-9_]{4,}\b", cell))


def test_each_variable_is_read_once():
    assert read_in_settings()["EMAIL_URL"] == 1
    assert [name for name, times in read_in_settings().items() if times > 1] == []


def test_each_variable_is_told_once_and_no_other():
    told = told_in_operations()
    assert [name for name, times in told.items() if times > 1] == []
    assert set(told) == set(read_in_settings()) | STARTS_THE_MACHINE
