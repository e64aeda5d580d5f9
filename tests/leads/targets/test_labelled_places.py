"""Companies of the world list over the years, in Chinese and English: pairs of places labelled by
hand. The table has names of companies alone.
"""

import csv
from pathlib import Path

import pytest

from leads.models import TargetEntry
from leads.targets.importing import Plan, Row, import_plan

TABLE = Path(__file__).parent / "labelled_places.csv"
WANTED = 0.98


def labelled() -> list[dict]:
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plans(rows) -> dict[tuple[str, int], Plan]:
    """Each list with the places of the table, in the table's order."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for row in rows:
        for side in ("", "other_"):
            kind, year = row[f"{side}list"].rsplit("-", 1)
            names = found.setdefault((kind, int(year)), {})
            names[row[f"{side}name"]] = row[f"{side}name_en"]
    return {
        key: Plan(
            rows=[
                Row(n, n, name, name_en, "", None, "USD", key[1])
                for n, (name, name_en) in enumerate(names.items(), start=1)
            ]
        )
        for key, names in found.items()
    }


@pytest.mark.parametrize("newest_first", [False, True])
def test_companies_are_joined_rightly_over_years_and_languages(db, newest_first):
    rows = labelled()
    assert len(rows) >= 200 and {row["same"] for row in rows} == {"yes", "no"}
    for (kind, year), plan in sorted(plans(rows).items(), reverse=newest_first):
        import_plan(plan, kind=kind, year=year)
    companies = {
        (f"{kind}-{year}", name): company
        for kind, year, name, company in TargetEntry.objects.values_list(
            "target_list__kind", "target_list__year", "name_as_listed", "company"
        )
    }
    wrong = [
        row
        for row in rows
        if (companies[row["list"], row["name"]] == companies[row["other_list"], row["other_name"]])
        != (row["same"] == "yes")
    ]
    assert len(wrong) <= (1 - WANTED) * len(rows), wrong
