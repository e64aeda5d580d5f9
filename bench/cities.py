"""Ten cities of 10,000 leads each (or as many as the first argument says), in one database and in
ten of one server: what grows with the province, and what with the city alone.

``one_over_ten`` is the p95 of a screen in the database of all over that in a city's own, asked in
turns; the databases of the ten are copies of one city. ``dump_s``, ``rebuild_s`` are a backup and
the nightly rebuilding of the figures: of all, and of one of the ten.
"""

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench import pipeline  # noqa: E402
from bench.database import empty_database  # noqa: E402

CITIES = 10
EACH = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
pipeline.TIMES = 12  # in each of the rounds
ROUNDS = 4
SCREENS = ("list", "filtered", "search", "box", "board", "record", "officer_list")
MB = 1024 * 1024


def main():
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    with empty_database():
        import crm.wsgi  # noqa: F401 (loads and sets aside what the web server does)
        from bench import pipeline_rows

        call_command("collectstatic", interactive=False, verbosity=0)
        clients = {}
        for name, user in pipeline_rows.people().items():
            clients[name] = Client(SERVER_NAME="localhost")
            clients[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        pipeline_rows.name_companies(CITIES * EACH)
        all_of_them = connection.settings_dict["NAME"]
        pipeline_rows.fill(0, EACH)
        cities = copies(all_of_them)
        try:
            own_p95 = measured(cities[:ROUNDS], clients)
            tell("ten", sum(map(size, cities)), *nightly(cities[0]))
            connect(all_of_them)
            fill_s = timed(lambda: pipeline_rows.fill(EACH, CITIES * EACH))
            print(f"cities.fill_rows_s {(CITIES - 1) * EACH / fill_s:.0f} leads/s", flush=True)
            shared_p95 = measured([all_of_them] * ROUNDS, clients)
            tell("one", size(all_of_them), *nightly(all_of_them))
        finally:
            connect(all_of_them)
            for name in cities:
                administer(f'drop database if exists "{name}" with (force)')
    for screen in SCREENS:
        print(f"cities.{screen}.own_p95_ms {own_p95[screen]:.0f} ms")
        print(f"cities.{screen}.one_over_ten {shared_p95[screen] / own_p95[screen]:.2f} ×")


def connect(name: str):
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def administer(statement: str):
    import psycopg
    from django.db import connection

    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], user=settings["USER"], dbname="postgres", autocommit=True
    ) as server:
        server.execute(statement)


def copies(template: str) -> list[str]:
    connect(template)
    databases = [f"{template}_city{number}" for number in range(CITIES)]
    for name in databases:
        administer(f'drop database if exists "{name}" with (force)')
        administer(f'create database "{name}" template "{template}"')
    return databases


def measured(databases: list[str], clients) -> dict[str, float]:
    """Screen → the mean of what each round says is its p95; a round for each of the databases."""
    rounds = []
    for name in databases:
        connect(name)
        views = pipeline.views(clients)
        rounds.append({screen: pipeline.p95(*views[screen]) for screen in SCREENS})
    return {screen: sum(p95s[screen] for p95s in rounds) / len(rounds) for screen in SCREENS}


def size(name: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(%s)", [name])
        return cursor.fetchone()[0]


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def nightly(name: str) -> tuple[float, float]:
    """Seconds of a backup and of the figures made anew."""
    from django.db import connection

    from crm.core.indicators.keep import rebuild
    from crm.launch import embedded

    settings = connection.settings_dict
    program = embedded._installation() / "bin" / "pg_dump"
    command = [program, "-h", settings["HOST"], "-U", settings["USER"], "-Fc", "-Z", "1", name]
    dumped = timed(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True))
    connect(name)
    return dumped, timed(rebuild)


def tell(which: str, size_bytes: int, dump_s: float, rebuild_s: float):
    print(f"cities.{which}.size_mb {size_bytes / MB:.0f} MB")
    print(f"cities.{which}.dump_s {dump_s:.1f} s")
    print(f"cities.{which}.rebuild_s {rebuild_s:.1f} s", flush=True)


if __name__ == "__main__":
    main()
