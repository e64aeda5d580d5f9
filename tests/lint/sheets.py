"""Style sheets and scripts as cssbeautifier and jsbeautifier write them: a declaration or a
statement a line.

A rule for narrow screens says so (``screen and``): a sheet of paper is narrow, too, and no phone.

``python -m tests.lint.sheets`` names the files that are not; with ``--write`` it writes them so.
"""

import subprocess
import sys
from pathlib import Path

import cssbeautifier
import jsbeautifier

LONGEST = 120
FOR_PAPER_TOO = "@media (max-width"


def written_well(path: Path) -> str:
    """The file's text in the house's form."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        options = cssbeautifier.default_options()
    else:
        options = jsbeautifier.default_options()
        options.wrap_line_length = 100
    options.indent_size = 2
    options.end_with_newline = True
    beautify = cssbeautifier if path.suffix == ".css" else jsbeautifier
    return beautify.beautify(text, options)


def own_sheets() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "*.css", "*.js"], capture_output=True, text=True, check=True
    )
    templates = "templates/"  # a script that is a template is none before it is filled in
    names = [name for name in listed.stdout.split() if not name.startswith(templates)]
    return [Path(name) for name in names if not name.endswith(".min.js")]


def main(write: bool) -> int:
    faults = []
    for path in own_sheets():
        text = written_well(path)
        if text != path.read_text(encoding="utf-8"):
            if write:
                path.write_text(text, encoding="utf-8")
            else:
                faults.append(f"{path}: not in form; make format")
        faults += [
            f"{path}:{number}: over {LONGEST} columns"
            for number, line in enumerate(text.splitlines(), 1)
            if len(line) > LONGEST
        ]
        if FOR_PAPER_TOO in text:
            faults.append(f"{path}: {FOR_PAPER_TOO} without “screen and” holds on paper, too")
    print("\n".join(faults) or "Style sheets and scripts are in form.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(write="--write" in sys.argv))
