"""Writes the matrix anew: ``.venv/bin/python -m tests.matrix.propose``. Read the difference before
it is committed: each changed line is a door that opened or closed. With a part of a route only
those routes are asked, and the others stay as they are declared.
"""

import os
import subprocess
import sys

TEST = "tests/matrix/test_matrix.py::test_every_route_answers_each_role_as_declared"


def main():
    environment = {
        **os.environ,
        "HOSTILE": "whole",
        "PROPOSE_MATRIX": "/".join(sys.argv[1:2]) or "/",
    }
    run = [sys.executable, "-m", "pytest", "--assert=plain", "-q", "-n", "0", TEST]
    sys.exit(subprocess.run(run, env=environment).returncode)


if __name__ == "__main__":
    main()
