"""``python -m crm.launch run | stop``: web, worker and beat under
one supervisor, on this machine.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import embedded, signs
from .cares import EmbeddedDatabase, StillWorker, database_of
from .supervisor import Child, Supervisor

BASE = Path(__file__).resolve().parents[2]
VAR = BASE / "var"
PID_FILE = VAR / "deshang.pid"
PYTHON = sys.executable
# Worker and beat need no screens, and the checks import them; what a start asks for is checked by
# ``prepare``.
UNCHECKED = {"CELERY_SKIP_CHECKS": "1"}
COUNTED = {"PROMETHEUS_MULTIPROC_DIR": str(VAR / "metrics")}  # where processes add up
ROOT_IS_MEANT = "ignore:::celery.platforms"  # it warns of running as root, at each start


def run() -> int:
    port = int(os.environ.get("PORT", "8000"))
    if running_pid():
        return complain(f"Deshang already runs (process {running_pid()}). Stop it with: make stop")
    if not port_is_free(port):
        return complain(
            f"Port {port} is in use by another program. Choose another: PORT={port + 1} make run"
        )
    # links in letters and codes on documents begin with this address
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    VAR.mkdir(exist_ok=True)
    begin_to_count()
    say("Starting the database …")
    if failed := manage("prepare"):
        return failed  # what is wrong has been said
    say("Starting web, worker and beat …")
    PID_FILE.write_text(str(os.getpid()))
    supervisor = house(port)
    threading.Thread(target=announce, args=(port,), daemon=True).start()
    try:
        return supervisor.loop()
    finally:
        if not os.environ.get("DATABASE_URL"):
            embedded.stop(BASE)
        # Only now: “stop” waits for this, so that a new start does not meet a database that is
        # still shutting down.
        PID_FILE.unlink(missing_ok=True)


def begin_to_count():
    """Without the numbers of processes that are gone."""
    shutil.rmtree(VAR / "metrics", ignore_errors=True)
    (VAR / "metrics").mkdir()


def house(port: int) -> Supervisor:
    url = os.environ.get("DATABASE_URL", "")
    cares = [StillWorker(VAR, database_of(url, BASE))]
    if not url:
        cares.append(EmbeddedDatabase(BASE))
    return Supervisor(
        [web(port), worker(), beat()],
        is_misconfigured=lambda: bool(manage("check")),
        rounds=cares,
    )


def web(port: int) -> Child:
    options = "-c python:crm.launch.gunicorn_settings --workers 2 --threads 4"
    return child("web", f"gunicorn crm.wsgi --bind 127.0.0.1:{port} {options}", **COUNTED)


def worker() -> Child:
    return child(
        "worker",
        "celery --quiet -A crm worker --loglevel WARNING --concurrency 2",
        before=lambda: signs.take_away(VAR, signs.HEARTBEAT),
        **UNCHECKED,
        **COUNTED,
    )


def beat() -> Child:
    schedule = VAR / "celerybeat.pid"
    return child(
        "beat",
        f"celery --quiet -A crm beat --loglevel WARNING --pidfile {schedule}",
        before=lambda: schedule.unlink(missing_ok=True),
        **UNCHECKED,
    )


def child(name: str, module_and_options: str, before=lambda: None, **more: str) -> Child:
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": ROOT_IS_MEANT, **more}
    return Child(name, [PYTHON, "-m", *module_and_options.split()], env, str(BASE), before)


def announce(port: int):
    """Once everything answers, say where it is and who may log in."""
    for _second in range(90):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
            break
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    print(f"\n  Deshang 德商 → http://127.0.0.1:{port}\n", flush=True)
    manage("demo_logins")


def stop() -> int:
    pid = running_pid()
    if pid is None:
        print("Deshang does not run here.")
        embedded.stop(BASE)
        return 0
    os.kill(pid, signal.SIGTERM)
    for _tenth in range(300):
        if running_pid() is None:
            print("Stopped.")
            return 0
        time.sleep(0.1)
    return complain(f"Process {pid} has not stopped within 30 seconds.")


def running_pid() -> int | None:
    """The supervisor's process, if the file's number is still one of ours."""
    try:
        pid = int(PID_FILE.read_text())
        command = subprocess.run(
            ["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True
        ).stdout
    except (FileNotFoundError, ValueError):
        return None
    return pid if "crm.launch" in command and pid != os.getpid() else None


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def manage(*arguments: str) -> int:
    return subprocess.run([PYTHON, str(BASE / "manage.py"), *arguments]).returncode


def say(message: str):
    print(message, flush=True)


def complain(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    commands = {"run": run, "stop": stop}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit("usage: python -m crm.launch run | stop")
    sys.exit(commands[sys.argv[1]]())
