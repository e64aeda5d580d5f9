"""Writes the matrix anew: ``.venv/bin/python -m tests.matrix.propose``. Read the difference before
it is committed: each changed line is a door that opened or closed. With a pattern of
routes (``'^(?!admin/)'``) only those are asked, and the others stay as they are declared.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.matrix import declared

TEST = "tests/matrix/test_matrix.py::test_every_route_answers_each_role_as_declared"


def main():
    pattern = "".join(sys.argv[1:2])
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PROPOSE_MATRIX": pattern or ".*", "PROPOSE_INTO": folder}
        run = [sys.executable, "-m", "pytest", "--assert=plain", "-q", "-n", "2", TEST]
        failed = subprocess.run(run, env=environment).returncode
        if not failed:
            put_together(Path(folder))
    sys.exit(failed)


def put_together(folder: Path):
    """What was asked, and of the rest what is declared and still there."""
    pieces = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")]
    found = {(route, method): words for piece in pieces for route, method, words in piece["rows"]}
    known = set(pieces[0]["known"])
    kept = {key: words for key, words in declared.read().items() if key[0] in known}
    declared.write(kept | found)


if __name__ == "__main__":
    main()
