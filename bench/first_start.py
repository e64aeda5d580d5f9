"""How much processor time a first start takes, now and at an earlier commit, one beside the other.

Both are unpacked into folders of their own, each with its own embedded database. What the
processes take counts, their children and the database's server too; the smallest of ROUNDS
counts where a measurement can be repeated.

``python bench/first_start.py [commit] [--only migrate_and_load]``
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

REPO = Path(__file__).parents[1]
BEFORE = "dfe0a8c"  # the last commit before starting was looked at
ROUNDS = 3
POLICY = "commissions/library/changde-demo.yaml"
# The module lay elsewhere before.
EMBEDDED = """
from pathlib import Path
try:
    from crm.launch import embedded
except ImportError:
    from crm.core import embedded
"""
TICKS = os.sysconf("SC_CLK_TCK")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("commit", nargs="?", default=BEFORE)
    arguments.add_argument("--only", default="", help="one of the three, by its name")
    options = arguments.parse_args()
    commits = {"before": options.commit, "now": state_of_the_folder()}
    with tempfile.TemporaryDirectory() as folder:
        places = {name: Place(Path(folder) / name, commit) for name, commit in commits.items()}
        try:
            for name, value in measured(places, options.only):
                print(f"first_start.{name} {value}", flush=True)
        finally:
            for place in places.values():
                place.clear()


def state_of_the_folder() -> str:
    """A commit of the tracked files as they are, whether committed or not."""
    return output("git", "stash", "create") or "HEAD"


def measured(places, only: str):
    for name, measure, rounds in (
        ("migrate_and_load", migrate_and_load, 1),
        ("check_policy", check_policy, ROUNDS),
        ("second_run", second_run, 2),
    ):
        if only not in ("", name):
            continue
        seconds = {side: [] for side in places}
        for _round in range(rounds):
            for side, place in places.items():
                seconds[side].append(measure(place))
        before, now = (min(seconds[side]) for side in ("before", "now"))
        yield f"{name}_before_cpu_s", f"{before:.1f} s"
        yield f"{name}_cpu_s", f"{now:.1f} s"
        yield f"{name}_vs_before", f"{now / before:.3f} ×"


def migrate_and_load(place) -> float:
    place.manage("check", "--database", "default")  # starts the database's server
    return place.cost_of("migrate", "--verbosity=0") + place.cost_of("load_demo", "--verbosity=0")


def check_policy(place) -> float:
    return place.cost_of("check_policy", POLICY)


def second_run(place) -> float:
    """From the command until the site answers; the first run of a folder is not counted."""
    if not (place.folder / "var" / "static").exists():
        place.run_until_it_answers()
    return place.run_until_it_answers()


class Place:
    """A commit's files, with a database of their own."""

    def __init__(self, folder: Path, commit: str):
        self.folder = folder
        folder.mkdir()
        archive = subprocess.run(
            ["git", "archive", commit], cwd=REPO, check=True, capture_output=True
        ).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        (folder / ".venv").symlink_to((REPO / ".venv").resolve())
        # As for whoever unpacks it: what is imported is compiled once, and no setting is given.
        unset = {"DATABASE_URL", "BROKER_URL", "PORT", "BASE_URL", "DJANGO_SETTINGS_MODULE"}
        unset.add("PYTHONDONTWRITEBYTECODE")
        self.env = {name: value for name, value in os.environ.items() if name not in unset}
        self.env["PORT"] = str(free_port())

    def manage(self, *arguments):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env=self.env,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def cost_of(self, *arguments) -> float:
        """Seconds of the command with its children, and of the server meanwhile."""
        children, server = children_cpu(), self.server_cpu()
        self.manage(*arguments)
        return children_cpu() - children + self.server_cpu() - server

    def run_until_it_answers(self) -> float:
        command = [sys.executable, "-m", "crm.launch", "run"]
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, cwd=self.folder, env=self.env, **streams)
        try:
            self.wait_for_the_site(process)
            return cpu_of_tree(process.pid) + self.server_cpu()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)

    def wait_for_the_site(self, process):
        for _tenth in range(3000):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.env['PORT']}/healthz", timeout=5)
                return
            except (urllib.error.URLError, OSError):
                if process.poll() is not None:
                    raise RuntimeError("the site has not started") from None
                time.sleep(0.1)
        raise RuntimeError("the site does not answer")

    @property
    def data(self) -> Path:
        code = f"{EMBEDDED}print(embedded.settings(Path.cwd())['HOST'])"
        return Path(output(sys.executable, "-c", code, cwd=self.folder))

    def server_cpu(self) -> float:
        """Of the database's server, with all connections that have ended."""
        try:
            server = int((self.data / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            return 0.0
        return cpu_of_tree(server)

    def clear(self):
        code = f"{EMBEDDED}embedded.stop(Path.cwd())"
        data = self.data
        subprocess.run([sys.executable, "-c", code], cwd=self.folder, check=False)
        shutil.rmtree(data, ignore_errors=True)


def output(*command, cwd=REPO) -> str:
    return subprocess.run(
        command, cwd=cwd, check=True, capture_output=True, text=True
    ).stdout.strip()


def children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def cpu_of_tree(root: int) -> float:
    """Seconds of a process that lives, of those below it, and of what they have waited for."""
    children = {}
    root_ticks = 0  # where it has gone already
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        ticks = sum(int(value) for value in fields[11:15])
        children.setdefault(int(fields[1]), []).append((int(stat.parent.name), ticks))
        if int(stat.parent.name) == root:
            root_ticks = ticks
    return (root_ticks + _below(root, children)) / TICKS


def _below(process: int, children) -> int:
    return sum(ticks + _below(child, children) for child, ticks in children.get(process, ()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
