"""PgBouncer before the server of a house, as deploy/pgbouncer.ini has it: in transaction mode."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from crm.launch import embedded

from .house import free_port

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Pooler:
    """Of ``host``, the folder of the server's socket, whose own account it runs under. Fewer
    connections than there are processes, so that each process meets what others left behind.
    """

    def __init__(self, folder: Path, host: str):
        self.folder, self.host, self.port, self.process = folder, host, free_port(), None

    @staticmethod
    def why_not() -> str:
        return "" if PROGRAM else "pgbouncer is not installed"

    def url(self, name="deshang") -> str:
        return f"postgres://deshang@127.0.0.1:{self.port}/{name}"

    def start(self):
        self.folder.mkdir(parents=True)
        settings = self.folder / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n* = host={self.host} port=5432 user=deshang\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\n"
            f"unix_socket_dir =\nauth_type = any\nlogfile = {self.folder}/log\n"
            f"pidfile = {self.folder}/pid\npool_mode = transaction\ndefault_pool_size = 6\n"
            "reserve_pool_size = 2\nreserve_pool_timeout = 1\nmax_client_conn = 200\n"
            "ignore_startup_parameters = extra_float_digits\nstats_period = 5\n"
        )
        command = [PROGRAM, "-q", str(settings)]
        if os.geteuid() == 0:
            shutil.chown(self.folder, embedded.ACCOUNT, embedded.ACCOUNT)
            account = [f"--reuid={embedded.ACCOUNT}", f"--regid={embedded.ACCOUNT}"]
            command = ["setpriv", *account, "--clear-groups", *command]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _tenth in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("pgbouncer does not answer")

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
