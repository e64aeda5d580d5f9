"""Runs every benchmark; each prints lines ``name value unit``, and
all land in bench/results.json.
"""

import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
PARTS = ("run", "database", "pages_rows", "pages_urls", "pipeline_rows")


def main() -> int:
    results, failed = {}, 0
    for path in sorted(set(FOLDER.glob("*.py")) - {FOLDER / f"{name}.py" for name in PARTS}):
        process = subprocess.run(
            [sys.executable, str(path)], capture_output=True, text=True, cwd=FOLDER.parent
        )
        print(process.stdout, end="")
        if process.returncode:
            print(process.stderr, file=sys.stderr)
            failed += 1
        for line in process.stdout.splitlines():
            name, value, _unit = line.split(maxsplit=2)
            results[name] = float(value)
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
