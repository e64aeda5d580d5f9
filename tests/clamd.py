"""A real clamd on a socket of its own, which knows one signature: that of the harmless file by
which all scanners are tried (EICAR).
"""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

# In two parts, so that no scanner takes this file for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
STREAM_MEGABYTES = 2
CONFIGURATION = """
LocalSocket {folder}/clamd.sock
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/signatures
Foreground yes
StreamMaxLength {most}M
MaxThreads 2
"""


def needs_clamd():
    if not shutil.which("clamd"):
        pytest.skip("clamd is not installed (apt-get install clamav-daemon)")


@contextmanager
def running(folder: Path):
    """(unix address, tcp address)"""
    (folder / "signatures").mkdir(parents=True, exist_ok=True)
    signature = f"Try.Eicar:0:*:{EICAR.hex()}\n"
    (folder / "signatures" / "try.ndb").write_text(signature)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configuration = folder / "clamd.conf"
    configuration.write_text(
        CONFIGURATION.format(folder=folder, port=port, most=STREAM_MEGABYTES).strip() + "\n"
    )
    os.chmod(folder, 0o755)
    server = subprocess.Popen(
        ["clamd", "--config-file", str(configuration)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield f"unix://{folder}/clamd.sock", f"tcp://127.0.0.1:{port}"
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)
        server.kill()
        server.wait()


def _wait_for(port: int, server):
    for _tenth in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError("clamd does not begin")
