"""What stands in deploy/ is read by the programs that it is for, where they are there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.launch.test_environment import read_in_settings
from tests.template_database import REPO

DEPLOY = REPO / "deploy"
NOT_OURS = {"PYTHONUNBUFFERED", "CELERY_SKIP_CHECKS"}


def needs(program: str):
    return pytest.mark.skipif(
        shutil.which(program) is None, reason=f"{program} is not installed; it was not asked"
    )


def ran(*command) -> subprocess.CompletedProcess:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)


@needs("systemd-analyze")
def test_systemd_reads_the_units(tmp_path):
    """With the folder of this copy instead of /opt/deshang, so that what they start is there."""
    copies = []
    for unit in sorted((DEPLOY / "systemd").glob("deshang-*")):
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text().replace("/opt/deshang", str(REPO)))
        copies.append(copy)
    assert len(copies) == 5
    done = ran("systemd-analyze", "verify", "--man=no", *copies)
    ours = [line for line in done.stderr.splitlines() if "deshang" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.fixture
def certificate(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    made = ran(
        *[
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=zs.example.gov.cn",
        ],
        "-keyout",
        tmp_path / "key.pem",
        "-out",
        tmp_path / "fullchain.pem",
    )
    assert made.returncode == 0, made.stderr
    return tmp_path


@needs("nginx")
@pytest.mark.parametrize("name", ["nginx.conf", "nginx-of-compose.conf"])
def test_nginx_reads_its_part(certificate, name):
    told = (DEPLOY / name).read_text().replace("/etc/deshang/tls", str(certificate))
    told = told.replace("server web:8000", "server 127.0.0.1:8000")
    part, whole = certificate / "part.conf", certificate / "nginx.conf"
    part.write_text(told)
    whole.write_text(
        f"pid {certificate}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{ access_log off; include {part}; }}\n"
    )
    done = ran("nginx", "-t", "-q", "-c", whole, "-p", certificate)
    assert (done.returncode, done.stderr) == (0, "")


def test_both_of_nginx_say_the_same():
    one, other = (
        [
            line
            for line in (DEPLOY / name).read_text().splitlines()
            if not re.match(r"\s*#|\s*server (web|127)", line)
        ]
        for name in ("nginx.conf", "nginx-of-compose.conf")
    )
    assert one == other


def documents(path: Path) -> list[dict]:
    return [each for each in yaml.safe_load_all(path.read_text()) if each]


def test_kubernetes_knows_every_word_of_its_files():
    import kubernetes_validate

    kinds = []
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        for document in documents(path):
            kubernetes_validate.validate(document, "1.30", strict=True)
            kinds.append((document["kind"], document["metadata"]["name"]))
    assert ("Deployment", "deshang-web") in kinds
    assert ("Job", "deshang-migrate") in kinds


def test_beat_is_one_and_web_and_workers_are_several():
    found = {
        document["metadata"]["name"]: document["spec"]
        for document in documents(DEPLOY / "kubernetes/deshang.yaml")
        if document["kind"] == "Deployment"
    }
    assert found["deshang-beat"]["replicas"] == 1
    assert found["deshang-beat"]["strategy"] == {"type": "Recreate"}
    assert found["deshang-web"]["replicas"] > 1
    assert found["deshang-worker"]["replicas"] > 1


def test_compose_names_what_there_is():
    (compose,) = documents(DEPLOY / "compose.yaml")
    services = compose["services"]
    assert {"web", "worker", "beat", "migrate", "postgres", "pgbouncer", "rabbitmq"} < set(services)
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or source.startswith((".", "$")), source


def told_variables() -> set[str]:
    """All that the files set for the software."""
    (compose,) = documents(DEPLOY / "compose.yaml")
    found = set(compose["x-deshang"]["environment"])
    found |= set(re.findall(r"^([A-Z0-9_]+)=", (DEPLOY / "deshang.env.example").read_text(), re.M))
    for document in documents(DEPLOY / "kubernetes/deshang.yaml"):
        found |= set(document.get("data", ()))
    for unit in (DEPLOY / "systemd").glob("*.service"):
        for line in re.findall(r"^Environment=(.*)$", unit.read_text(), re.M):
            found |= {each.split("=")[0] for each in line.split()}
    return found - NOT_OURS


def test_each_variable_is_one_that_the_settings_read():
    assert told_variables() - set(read_in_settings()) == set()
    assert "DATABASE_POOLER" in told_variables()


def test_the_units_start_what_make_run_starts():
    from crm.launch.__main__ import beat, worker

    told = "".join(unit.read_text() for unit in (DEPLOY / "systemd").glob("*.service"))
    for child in (worker(), beat()):
        program = child.command[2:7]  # celery --quiet -A crm worker
        assert " ".join(program) in told.replace("bin/celery", "bin/ celery")
    assert "python:crm.launch.gunicorn_settings" in told


@needs("promtool")
def test_prometheus_reads_the_alarms():
    done = ran("promtool", "check", "rules", DEPLOY / "prometheus/alarms.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def alarms() -> list[dict]:
    (told,) = documents(DEPLOY / "prometheus/alarms.yaml")
    return [rule for group in told["groups"] for rule in group["rules"]]


def test_each_alarm_says_what_to_do_in_a_part_of_the_documentation():
    operations = (REPO / "docs/operations.md").read_text()
    for rule in alarms():
        assert rule["labels"]["severity"] in ("wake", "office hours")
        assert rule["annotations"]["summary"]
        assert f"| {rule['alert']} |" in operations, rule["alert"]


def test_each_alarm_asks_for_numbers_that_there_are():
    sources = "".join(path.read_text() for path in (REPO / "crm/core/metrics").glob("*.py"))
    for rule in alarms():
        for name in re.findall(r"\bdeshang_[a-z_]+", rule["expr"]):
            known = re.sub(r"_(total|bucket|count|sum)$", "", name)
            assert f'"{known}"' in sources, name
