"""Checking a new name against 1,000,000 stored companies: how long it takes, and whether the right
one is among the first ten.

The names come from the generator beside this repository, which labels each of its variants with the
name that it was made from; the short names of listed companies from the labelled pairs there.
"""

import csv
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.company_names import made_up  # noqa: E402
from bench.database import empty_database  # noqa: E402

SHORT_NAMES = Path(__file__).parent / "data" / "short_names.csv"
COMPANIES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
EACH = 300  # names of each variant
WRONG = "的一是在不了有和人这安冶讯铝捷"
# The generator's variants, by what they are called here; a branch must be found as well, but as a
# relation.
VARIANTS = {
    "suffix_form": "suffix",
    "drop_suffix": "no_suffix",
    "drop_region": "no_region",
    "add_province": "region",
    "half_bracket": "brackets",
    "bracket_move": "bracket_moved",
    "full_width_space": "spaces",
    "trad": "traditional",
    "typo_drop": "missing_character",
    "branch_related": "branch",
}


def main():
    base, variants = generated()
    pairs = list(rows_of(SHORT_NAMES))
    with empty_database():
        from leads.companies.matching import likely

        load([*base.values(), *sorted({row["full"] for row in pairs})])
        checks = questions(base, variants, pairs)
        for _kind, name, _expected in random.Random(1).sample(checks, 100):
            likely(name)
        hits, durations = defaultdict(list), []
        for kind, name, expected in checks:
            start = time.perf_counter()
            matches = likely(name)
            durations.append(time.perf_counter() - start)
            hits[kind].append(expected in [match.name for match in matches])
        names = [name for _kind, name, _expected in checks]
        print(f"duplicates.companies {len(base)} companies")
        print(f"duplicates.checks {len(durations)} names")
        print(f"duplicates.p50_ms {percentile(durations, 0.5):.2f} ms")
        print(f"duplicates.p95_ms {percentile(durations, 0.95):.2f} ms")
        print(f"duplicates.match_10000_seconds {in_bulk(names) * 10_000 / len(names):.1f} s")
        for kind in sorted(hits):
            print(f"duplicates.recall.{kind} {sum(hits[kind]) / len(hits[kind]):.4f} @10")
        print(f"duplicates.joined_falsely {joined_falsely(base, variants)} names")


def generated():
    """({cluster: name}, {variant: [(name, cluster)]}): as many plain names as COMPANIES."""
    base, variants = {}, defaultdict(list)
    for record in made_up(COMPANIES * 115 // 100):
        if record.variant != "base":
            variants[record.variant].append((record.name, record.cluster))
        elif len(base) < COMPANIES:
            base[record.cluster] = record.name
    return base, {kind: [row for row in rows if row[1] in base] for kind, rows in variants.items()}


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        yield from csv.DictReader(file)


def load(names):
    from django.db import connection

    from leads.naming.names import core_name

    with connection.cursor() as cursor:
        with cursor.copy(
            "copy leads_company (name, name_key, name_en, name_en_key, credit_code, country, "
            "website, remark, is_demo, updated_at) from stdin"
        ) as copy:
            for name in names:
                copy.write_row(
                    (name, core_name(name), "", "", "", "中国", "", "", False, "2026-01-01")
                )
        cursor.execute("vacuum analyze leads_company")


def questions(base, variants, pairs):
    """[(kind, name, the stored name that is meant)], in a mixed order."""
    chance = random.Random(5)
    checks = [
        (VARIANTS[kind], name, base[cluster])
        for kind in VARIANTS
        for name, cluster in chance.sample(variants[kind], min(EACH, len(variants[kind])))
    ]
    for name in chance.sample(sorted(base.values()), EACH * 2):
        place = chance.randrange(len(name))
        checks.append(
            ("one_wrong_character", name[:place] + chance.choice(WRONG) + name[place + 1 :], name)
        )
    checks += [("short_to_full", row["short"], row["full"]) for row in pairs]
    chance.shuffle(checks)
    return checks


def in_bulk(names) -> float:
    from leads.companies.matching import Question, likely_many

    start = time.perf_counter()
    for _matches in likely_many([Question(name) for name in names], workers=4):
        pass
    return time.perf_counter() - start


def joined_falsely(base, variants) -> int:
    """Names that an import would join by itself to a company other than their own: another body, a
    branch, a mere likeness.
    """
    from leads.companies.identify import companies_named
    from leads.models import Company

    candidates = [
        row
        for kind, rows in variants.items()
        if kind.endswith(("_hard_negative", "_related"))
        for row in rows[: EACH * 3]
    ]
    matches = companies_named([name for name, _cluster in candidates])
    stored = Company.objects.in_bulk({pk for pks in matches.values() for pk in pks})
    return sum(
        base[cluster] == stored[pk].name for name, cluster in candidates for pk in matches[name]
    )


def percentile(values, share) -> float:
    return sorted(values)[int(len(values) * share)] * 1000


if __name__ == "__main__":
    main()
