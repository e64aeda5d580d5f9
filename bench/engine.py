"""Settlement at the size of a province: 1,000,000 verified contributions, 20,000 projects, two
payees on half of them.

The floor is what no settlement can do without: COPY the same facts out, COPY the same entries in.
"""

import multiprocessing
import re
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database, use_database

PROJECTS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
CONTRIBUTIONS = 50  # a project
AS_OF = date(2026, 6, 30)
RULES = """
format: 1
code: bench
version: "1"
name: {zh: 基准, en: Benchmark}
clauses: {c1: 第一条, c2: 第二条}
on_termination: claw_back
components:
  - code: fixed
    name: {zh: 固定资产投资奖励, en: Fixed assets}
    clause: c1
    metric: fixed_assets
    land: included
    schedule:
      mode: marginal
      brackets:
        - {from: 0, to: 50000000, rate: 0.005}
        - {from: 50000000, to: 200000000, rate: 0.003}
        - {from: 200000000, rate: 0.002}
  - code: tax
    name: {zh: 税收奖励, en: Tax}
    clause: c2
    metric: local_tax
    per: year
    window: {from: producing, years: 3}
    schedule: {mode: single, rate: 0.05}
caps: {project: 3000000}
"""
FACTS = """copy (
    select project_id, c.id, metric, amount, happened_on, currency, original_amount,
        land_amount, local_amount, period_to
    from parks_contribution c join parks_enterprise e on e.id = enterprise_id
    where state = 'verified' order by project_id
) to stdout"""


def main():
    from django.db import connection

    with empty_database():
        from commissions.models import LedgerEntry

        deal = a_deal()
        multiply(deal)
        with multiprocessing.get_context("spawn").Pool(1) as worker:
            elapsed, megabytes, projects = worker.apply(
                settle_in_worker, [connection.settings_dict["NAME"]]
            )
        assert projects == PROJECTS, projects
        entries = LedgerEntry.objects.count()
        floor = floor_of(connection, entries)
        print(f"engine.contributions {PROJECTS * CONTRIBUTIONS} rows")
        print(f"engine.entries {entries} rows")
        print(f"engine.floor_seconds {floor:.2f} s")
        print(f"engine.recompute_seconds {elapsed:.2f} s")
        print(f"engine.recompute_vs_floor {elapsed / floor:.2f} ×")
        print(f"engine.worker_mb {megabytes:.0f} MB")
        print(f"engine.incremental_growth {growth(connection):.2f} ×")


def settle_in_worker(database) -> tuple[float, float, int]:
    """(seconds, most megabytes, projects) of the settlement, in a process that has done nothing
    else.
    """
    use_database(database)
    from commissions.settlement.settle import settle

    start = time.perf_counter()
    run = settle(as_of=AS_OF)
    elapsed = time.perf_counter() - start
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return elapsed, int(peak[1]) / 1024, run.projects


def a_deal():
    """One project of each kind of row, made as the screens make it; the others are copies of it."""
    from commissions.models import Agreement, Policy, PolicyVersion
    from commissions.policies.reader import read
    from crm.core.models import Department, User
    from leads.models import Agent, Company, Industry, Lead, Milestone, Project, Referral
    from parks.models import Contribution, Enterprise, Entry, Park, Plot

    department = Department.objects.create(name="市商务局")
    user = User.objects.create(username="bench", name="bench", department=department)
    industry = Industry.objects.get(code="3841")
    company = Company.objects.create(name="基准公司")
    lead = Lead.objects.create(
        number="XS-0",
        title="基准",
        company=company,
        channel="agent",
        department=department,
        received_at="2022-01-01T00:00+08:00",
    )
    project = Project.objects.create(
        number="XM-0",
        name="基准项目",
        lead=lead,
        company=company,
        owner=user,
        department=department,
        industry=industry,
        channel="agent",
        investment=Decimal(10**8),
        contract_amount=Decimal(10**8),
        signed_on=date(2022, 3, 1),
        state="producing",
    )
    park = Park.objects.create(name="园区", level="national", department=department)
    plot = Plot.objects.create(park=park, code="A", kind="land", area_sqm=Decimal(1000))
    Entry.objects.create(project=project, plot=plot, starts_on=date(2022, 4, 1))
    enterprise = Enterprise.objects.create(
        project=project,
        park=park,
        company=company,
        name="基准企业",
        credit_code="C0",
        registered_on=date(2022, 3, 15),
    )
    milestone = Milestone.objects.create(
        project=project, kind="producing", happened_on=date(2023, 1, 1)
    )
    version = PolicyVersion.objects.create(
        policy=Policy.objects.create(code="bench", name="基准"),
        number="1",
        document=read(RULES).content,
        text=RULES,
        valid_from=date(2020, 1, 1),
        state="published",
    )
    agents = [
        Agent.objects.create(name=f"机构{n}", kind="investment_firm", department=department)
        for n in (1, 2)
    ]
    for n, agent in enumerate(agents):
        Agreement.objects.create(
            number=f"XY-{n}",
            agent=agent,
            policy_version=version,
            starts_on=date(2020, 1, 1),
            ends_on=date(2035, 1, 1),
            state="active",
        )
    referrals = [
        Referral.objects.create(
            project=project, agent=agent, is_lead=n == 0, registered_on=date(2022, 1, 1)
        )
        for n, agent in enumerate(agents)
    ]
    money = Contribution.objects.create(
        enterprise=enterprise,
        metric="fixed_assets",
        amount=Decimal(2_000_000),
        happened_on=date(2023, 6, 1),
        reported_by=user,
        state="verified",
    )
    tax = Contribution.objects.create(
        enterprise=enterprise,
        metric="tax",
        amount=Decimal(200_000),
        local_amount=Decimal(80_000),
        happened_on=date(2024, 1, 15),
        period_from=date(2023, 1, 1),
        period_to=date(2023, 1, 1),
        reported_by=user,
        state="verified",
    )
    return {
        "lead": lead,
        "project": project,
        "enterprise": enterprise,
        "milestone": milestone,
        "referrals": referrals,
        "money": money,
        "tax": tax,
    }


def multiply(deal):
    """Copies in SQL: ``n`` runs over the projects, ``m`` over a project's contributions."""
    ids = {name: row.pk for name, row in deal.items() if hasattr(row, "pk")}
    copies = f"generate_series(1, {PROJECTS - 1}) n"
    copy_rows("leads_lead", ids["lead"], copies, id="1000000 + n", number="'XS-' || n")
    copy_rows(
        "leads_project",
        ids["project"],
        copies,
        id="1000000 + n",
        number="'XM-' || n",
        lead_id="1000000 + n",
    )
    copy_rows(
        "parks_enterprise",
        ids["enterprise"],
        copies,
        id="1000000 + n",
        project_id="1000000 + n",
        credit_code="'C' || n",
    )
    copy_rows("leads_milestone", ids["milestone"], copies, project_id="1000000 + n")
    copy_rows("leads_referral", deal["referrals"][0].pk, copies, project_id="1000000 + n")
    copy_rows(
        "leads_referral",
        deal["referrals"][1].pk,
        f"generate_series(2, {PROJECTS - 1}, 2) n",
        project_id="1000000 + n",
    )
    for project, series in ((ids["enterprise"], "(select 0 as n) one"), (None, copies)):
        enterprise = str(project) if project else "1000000 + n"
        copy_rows(
            "parks_contribution",
            ids["money"],
            f"{series}, generate_series(1, {CONTRIBUTIONS - 12}) m",
            enterprise_id=enterprise,
            amount="1000000 + n + m * 17.13",
            happened_on="date '2023-01-01' + m * 20",
        )
        copy_rows(
            "parks_contribution",
            ids["tax"],
            f"{series}, generate_series(1, 12) m",
            enterprise_id=enterprise,
            amount="200000 + m",
            local_amount="80000.11 + m + n",
            period_from="date '2023-01-01' + m * 91",
            period_to="date '2023-01-01' + m * 91 + 90",
        )
    run_sql("delete from parks_contribution where id in (%s, %s)", [ids["money"], ids["tax"]])
    run_sql("vacuum analyze")


def copy_rows(table, pk, series, **changed):
    from django.db import connection

    with connection.cursor() as cursor:
        columns = [
            column.name for column in connection.introspection.get_table_description(cursor, table)
        ]
    changed.setdefault("id", None)
    columns = [name for name in columns if changed.get(name, "") is not None]
    values = [changed.get(name, f't."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    run_sql(
        f"insert into {table} ({names}) select {', '.join(values)} from {table} t, {series} "
        f"where t.id = %s",
        [pk],
    )


def run_sql(sql, values=None):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def floor_of(connection, entries) -> float:
    """COPY the facts out, and the entries in again into an empty ledger with its constraints and
    its chain.
    """
    from commissions.settlement.post import ENTRY_COLUMNS

    columns = ", ".join(ENTRY_COLUMNS)
    with connection.cursor() as cursor:
        with cursor.copy(
            f"copy (select {columns} from commissions_ledgerentry order by sequence) to stdout"
        ) as copy:
            rows = b"".join(bytes(block) for block in copy)
        cursor.execute(
            "alter table commissions_ledgerentry disable trigger all; delete from "
            "commissions_ledgerentry"
        )
        cursor.execute(
            "alter table commissions_ledgerentry enable trigger all; alter table "
            "commissions_ledgerentry enable always trigger ledger_chain"
        )
        cursor.execute("vacuum commissions_ledgerentry")
    start = time.perf_counter()
    with connection.cursor() as cursor:
        with cursor.copy(FACTS) as copy:
            for _block in copy:
                pass
        with cursor.copy(f"copy commissions_ledgerentry ({columns}) from stdin") as copy:
            copy.write(rows)
    return time.perf_counter() - start


def growth(connection) -> float:
    """One new contribution settled with all the history in the tables, against the same with a
    hundredth of it.
    """
    run_sql("vacuum analyze")  # as the small one below
    large = one_more(connection)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        remaining = max(20, PROJECTS // 100)
        cursor.execute(
            "alter table commissions_ledgerentry disable trigger all; alter table "
            "commissions_basis disable trigger all"
        )
        cursor.execute(
            "delete from commissions_ledgerentry where project_id > 1000000 + %s", [remaining]
        )
        cursor.execute(
            "delete from parks_contribution where enterprise_id > 1000000 + %s", [remaining]
        )
        cursor.execute("delete from commissions_unsettled")  # what is gone has nothing to settle
        cursor.execute("set session_replication_role = origin")
        cursor.execute("alter table commissions_ledgerentry enable always trigger ledger_chain")
        cursor.execute("vacuum full analyze parks_contribution; ")
        cursor.execute("vacuum full analyze commissions_ledgerentry")
    return large / one_more(connection)


def one_more(connection) -> float:
    """Seconds to settle one new contribution: the median of some."""
    from commissions.settlement.settle import settle

    durations = []
    for number in range(1, 16):
        run_sql(
            "insert into parks_contribution (enterprise_id, metric, amount, happened_on, "
            "land_amount, currency, remark, state, reported_by_id, reported_at, is_demo, "
            "is_refund, voucher) select enterprise_id, metric, 1234.56, date '2025-05-01', 0, "
            "'CNY', '', 'verified', reported_by_id, now(), false, false, '' from "
            "parks_contribution where enterprise_id = 1000000 + %s limit 1",
            [number],
        )
        start = time.perf_counter()
        run = settle(as_of=AS_OF)
        durations.append(time.perf_counter() - start)
        assert run.projects == 1 and run.posted, (run.projects, run.posted)
    return sorted(durations)[len(durations) // 2]


if __name__ == "__main__":
    main()
