"""What docs/security.md promises is held by tests that are there and are run."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "security.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)((?:::\w+)+)`")


def named() -> set[str]:
    return {path + name for path, name in TEST.findall(PAGE.read_text(encoding="utf-8"))}


def collected(files: list[str]) -> set[str]:
    """The tests of these files, as pytest finds them; those with parameters once."""
    run = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    found = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout[-2000:] + found.stderr[-2000:]
    return {line.partition("[")[0] for line in found.stdout.splitlines() if "::" in line}


def test_every_test_that_it_names_is_there_and_is_run():
    names = named()
    assert len(names) > 100
    assert names - collected(sorted({name.partition("::")[0] for name in names})) == set()


def test_every_row_of_a_promise_names_a_test():
    promised = PAGE.read_text(encoding="utf-8").split("## What is promised")[1]
    promised = promised.split("\n## ")[0]
    rows = [line for line in promised.splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith(("| promise |", "| --- |"))]
    assert len(rows) > 60
    assert [row for row in rows if not TEST.search(row)] == []


def test_what_make_test_leaves_out_is_run_by_another_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    files = {name.partition("::")[0] for name in named()}
    apart = {file for file in files if file.startswith("tests/faults/")}
    assert len(apart) > 1
    assert [file for file in apart if file not in makefile] == []
