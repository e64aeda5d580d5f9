"""Runs every benchmark; each prints lines ``name value unit``, and
all land in bench/results.json.
"""

import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    results, failed = {}, 0
    for path in sorted(
        set(FOLDER.glob("*.py"))
        - {FOLDER / name for name in ("run.py", "database.py", "pages_rows.py", "pages_urls.py", "pipeline_rows.py")}
    ):
        done = subprocess.run(
            [sys.executable, str(path)], capture_output=True, text=True, cwd=FOLDER.parent
        )
        print(done.stdout, end="")
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            failed += 1
        for line in done.stdout.splitlines():
            name, value, _unit = line.split(maxsplit=2)
            results[name] = float(value)
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
