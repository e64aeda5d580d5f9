"""Writes the matrix anew: ``.venv/bin/python -m tests.matrix.propose``. Read the difference before
it is committed: each changed line is a door that opened or closed. With a part of a route only
those routes are asked, and the others stay as they are declared.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.matrix import declared

TEST = "tests/matrix/test_matrix.py"


def main():
    part = "/".join(sys.argv[1:2]) or "/"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PROPOSE_MATRIX": part, "PROPOSE_INTO": folder}
        run = [sys.executable, "-m", "pytest", "--assert=plain", "-q", "-n", "2", TEST]
        failed = subprocess.run(run, env=environment).returncode
        if not failed:
            put_together(Path(folder), is_whole=part == "/")
    sys.exit(failed)


def put_together(folder: Path, *, is_whole: bool):
    found = {
        (route, method): words
        for file in folder.glob("*.json")
        for route, method, words in json.loads(file.read_text(encoding="utf-8"))
    }
    declared.write(found if is_whole else declared.read() | found)


if __name__ == "__main__":
    main()
