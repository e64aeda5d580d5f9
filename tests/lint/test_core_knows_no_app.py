"""crm/core stands below all of the trade: it names no app and none of its records."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Who may do what is one table for the whole product: it names rights of every app as texts.
# What every app is divided by, and who may do what in it.
WHOLE_PRODUCT = {"crm/core/roles.py", "crm/core/models/indicator.py"}
OF_THE_TRADE = re.compile(
    r"(?i)\b(?:leads?|parks?|commissions?|agents?|projects?|registrations?|enterprises?|plots?"
    r"|contributions?|statements?|agreements?)\b"
)


def names_of_the_trade(file: Path) -> set[str]:
    """Identifiers, and parts of texts that stand for one ("leads.view_lead"); not sentences."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for text in (
            getattr(node, name, None) for name in ("id", "attr", "arg", "name", "module", "value")
        ):
            if isinstance(text, str) and not re.search(r"\s", text):
                words = re.sub(r"[_.]|(?<=[a-z])(?=[A-Z])", " ", text)
                if OF_THE_TRADE.search(words):
                    found.add(text)
    return found


def test_core_names_nothing_of_the_apps_above_it():
    files = [
        file
        for file in (ROOT / "crm/core").rglob("*.py")
        if "migrations" not in file.parts and file.relative_to(ROOT).as_posix() not in WHOLE_PRODUCT
    ]
    assert len(files) > 50
    named = {file.relative_to(ROOT).as_posix(): names_of_the_trade(file) for file in files}
    assert {file: names for file, names in named.items() if names} == {}
