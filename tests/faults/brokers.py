"""Brokers of many machines, as the distribution brings them, on the loopback address alone."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from .house import free_port

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class Broker:
    """``start()`` and ``kill()`` as often as one likes; ``url`` stays."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.process = folder, free_port(), None
        folder.mkdir(parents=True, exist_ok=True)

    def start(self):
        command, env = self.command()
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **env},
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _half_second in range(180):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.5)
        raise AssertionError("the broker does not answer")

    def kill(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def clear(self):
        self.kill()


class Redis(Broker):
    name = "redis"

    @staticmethod
    def why_not() -> str:
        return "" if shutil.which("redis-server") else "redis-server is not installed"

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self):
        options = f"--bind 127.0.0.1 --port {self.port} --appendonly yes --dir {self.folder}"
        return ["redis-server", *options.split()], {}


class RabbitMQ(Broker):
    name = "rabbitmq"

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.names_port = free_port()

    @staticmethod
    def why_not() -> str:
        return "" if RABBITMQ.exists() else "rabbitmq-server is not installed"

    @property
    def url(self):
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def command(self):
        """With a home of its own, so that neither cookie nor data of the machine are touched."""
        settings = self.folder / "rabbitmq.conf"
        settings.write_text(f"listeners.tcp.local = 127.0.0.1:{self.port}\n")
        return [str(RABBITMQ)], {
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"drill{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_CONFIG_FILE": str(settings),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.names_port),
        }

    def clear(self):
        """With Erlang's server of names, which it has started beside itself."""
        self.kill()
        subprocess.run(["epmd", "-port", str(self.names_port), "-kill"], capture_output=True)


@pytest.fixture(scope="module", params=[Redis, RabbitMQ], ids=lambda kind: kind.name)
def broker(request):
    if reason := request.param.why_not():
        pytest.skip(f"{reason}; the drills on it were not done")
    with tempfile.TemporaryDirectory(prefix="broker-", ignore_cleanup_errors=True) as folder:
        running = request.param(Path(folder))
        try:
            running.start()
            yield running
        finally:
            running.clear()
