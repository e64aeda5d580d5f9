"""One enterprise matched against 500 policies, with all that is told of it, against a page of the
list of leads in the same run (asked for: at most 1).

    bench/policy_match.py [number of policies]
"""

import statistics
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

POLICIES = int(sys.argv[1]) if len(sys.argv) > 1 else 500
LEADS = 1_000
TIMES = 15
TOLD = Path(__file__).parents[1] / "crm" / "demo" / "told" / "policies.yaml"


def main():
    with empty_database():
        enterprise = fill()
        page, matching, pure, queries = measure(enterprise)
    print(f"policy_match.list_page_ms {page * 1000:.1f} ms")
    print(f"policy_match.enterprise_ms {matching * 1000:.1f} ms")
    print(f"policy_match.pure_ms {pure * 1000:.1f} ms")
    print(f"policy_match.queries {queries} queries")
    print(f"policy_match.vs_list_page {matching / page:.2f} x")
    if matching > page:
        sys.exit("one enterprise against all policies costs more than a page of a list")


def fill():
    fill_policies()
    return fill_trade()


def fill_policies():
    """The policies of the demonstration again and again, each with thresholds of its own."""
    from wagtail.models import Locale
    from yaml import safe_load

    from crm.site.models import HomePage, PolicyIndexPage, PolicyKind, PolicyPage, Qualification

    data = safe_load(TOLD.read_text(encoding="utf-8"))
    kind = PolicyKind.objects.create(code="bench", name_zh="示范", name_en="Bench")
    for code, qualification in data["qualifications"].items():
        names = {"name_zh": qualification["name"], "name_en": qualification["name_en"]}
        Qualification.objects.create(code=code, **names)
    locale = Locale.objects.get(language_code="zh-hans")
    home = HomePage.objects.get(locale=locale)
    index = PolicyIndexPage(title="政策", slug="policies", locale=locale)
    home.add_child(instance=index)
    for number in range(POLICIES):
        policy = data["policies"][number % len(data["policies"])]
        page = PolicyPage(
            title=f"{policy['title']} {number}",
            slug=f"bench-{number}",
            locale=locale,
            kind=kind,
            conditions=varied(policy["conditions"], number),
            benefits=policy["benefits"],
        )
        index.add_child(instance=page)


def varied(blocks, number: int):
    def other(value):
        share = Decimal(50 + number % 100) / 100
        return {**value, "number": str(Decimal(value["number"]) * share)}

    return [
        {**block, "value": other(block["value"])} if block["type"] == "number" else block
        for block in blocks
    ]


def fill_trade():
    """Leads for the list, and an enterprise of which much is known."""
    from django.utils import timezone

    from crm.core.granting import give_role
    from crm.core.models import Department, User
    from leads.models import Company, Industry, Lead, Project, Region
    from parks.models import Contribution, Enterprise, Park

    office = Department.objects.create(name="示范招商局")
    facts = {"department": office, "is_staff": True, "is_demo": True}  # no second factor
    officer = User.objects.create_user("bench_officer", **facts)
    give_role(officer, "officer")
    companies = Company.objects.bulk_create(
        Company(name=f"示范{number}精密部件有限公司") for number in range(LEADS)
    )
    facts = {"channel": "chain", "owner": officer, "department": office}
    leads = Lead.objects.bulk_create(
        Lead(
            number=f"XS-{number}",
            title=f"示范线索{number}",
            company=company,
            investment=(number + 1) * 10_000,
            received_at=timezone.now(),
            **facts,
        )
        for number, company in enumerate(companies)
    )
    project = Project.objects.create(
        number="XM-1",
        name="示范",
        company=companies[0],
        lead=leads[0],
        state="producing",
        investment=180_000_000,
        industry=Industry.objects.get(code="3841"),
        **facts,
    )
    region = Region.objects.filter(parent__parent__isnull=False).first()
    park = Park.objects.create(
        name="示范经开区", level="national", department=office, region=region
    )
    enterprise = Enterprise.objects.create(
        project=project,
        company=companies[0],
        park=park,
        name="示范电池有限公司",
        credit_code="91430700MA4L16JQ9B",
        registered_on=date(2023, 5, 1),
    )
    for number, metric in enumerate(("equipment", "revenue", "jobs", "rent", "paid_in") * 20):
        Contribution.objects.create(
            enterprise=enterprise,
            metric=metric,
            amount=(number + 1) * 100_000,
            happened_on=date(timezone.localdate().year - 1, 1 + number % 12, 1),
            reported_by=officer,
            state="verified",
        )
    enterprise.refresh_from_db()
    project.refresh_from_db()
    enterprise.project = project
    return enterprise


def measure(enterprise):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from crm.core.models import User
    from crm.site.matching import match
    from crm.site.models import PolicyPage
    from crm.site.policies.facts import facts_of
    from crm.site.policies.fitting import fits_for

    officer = User.objects.get(username="bench_officer")
    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    def page():
        answer = client.get("/admin/lead/")
        assert answer.status_code == 200

    def matching():
        fits = fits_for(facts_of(type(enterprise).objects.get(pk=enterprise.pk)), officer)
        assert fits.fits and fits.others

    facts, rules = facts_of(enterprise), PolicyPage.objects.rules()
    assert len(rules) == POLICIES
    with CaptureQueriesContext(
        connection,
    ) as log:
        matching()
        queries = len(log)
    turns = [
        (timed(page), timed(matching), timed(lambda: match(rules, facts))) for _turn in range(TIMES)
    ]
    medians = [statistics.median(durations) for durations in zip(*turns, strict=True)]
    return *medians, queries


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
