"""A time stamp server (RFC 3161): OpenSSL's, behind a small door of HTTP on loopback."""

import subprocess
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(*arguments, **options) -> bytes:
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, timeout=60, **options).stdout


def make_authority(folder: Path):
    """``ca.pem`` signs ``tsa.pem``, with which the server stamps."""
    (folder / "serial").write_text("01\n")
    for name in ("ca", "tsa"):
        (folder / f"{name}.cnf").write_text(CONFIG.format(name=f"Test {name}", folder=folder))
        openssl(
            "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / f"{name}.key"
        )
    ca = ("-config", folder / "ca.cnf", "-key", folder / "ca.key", "-days", 30)
    openssl("req", "-x509", "-new", *ca, "-extensions", "authority", "-out", folder / "ca.pem")
    request = (
        "-config",
        folder / "tsa.cnf",
        "-key",
        folder / "tsa.key",
        "-out",
        folder / "tsa.csr",
    )
    openssl("req", "-new", *request)
    by = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", 30)
    extensions = ("-extfile", folder / "tsa.cnf", "-extensions", "stamper")
    openssl("x509", "-req", "-in", folder / "tsa.csr", *by, *extensions, "-out", folder / "tsa.pem")


@contextmanager
def stamp_server(folder: Path):
    """``url`` and ``certificates`` are for the settings; it stamps while ``is_up``."""
    make_authority(folder)
    state = SimpleNamespace(is_up=True, certificates=str(folder / "ca.pem"))

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if not state.is_up:
                self.send_error(503)
                return
            answer = _answer(folder, query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def _answer(folder: Path, query: bytes) -> bytes:
    (folder / "query").write_bytes(query)
    by = ("-signer", folder / "tsa.pem", "-inkey", folder / "tsa.key", "-chain", folder / "ca.pem")
    config = ("-config", folder / "tsa.cnf", "-section", "one")
    openssl("ts", "-reply", "-queryfile", folder / "query", *config, *by, "-out", folder / "reply")
    return (folder / "reply").read_bytes()
