"""Screens of our own are drawn in the house's form (UI.md), not in the one of Wagtail's admin."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
OLD = re.compile(
    r'shared/header\.html|class="(?:button[ "]|listing|nice-padding|help-block|record-section)'
)
# What stands on a page that Wagtail draws.
ON_WAGTAILS_PAGES = {"accounts/_settings_panel.html", "core/bulk_confirm.html"}


def test_no_template_is_of_the_old_form():
    found = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if OLD.search(path.read_text(encoding="utf-8"))
    }
    assert found == ON_WAGTAILS_PAGES
