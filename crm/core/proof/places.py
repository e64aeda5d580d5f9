"""The other places where checkpoints lie, as CHECKPOINT_COPIES names them: ``file:///mnt/audit`` (a
folder of another machine or disk), ``s3://bucket/prefix?endpoint=https://…&days=3650`` (an object
store, locked for that many days), ``mailto:auditor@example.cn``.

What a place lacks is brought to it with the next checkpoint; what lies there is never replaced.
"""

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from .chain import Checkpoint, checkpoints_in, write_once

logger = logging.getLogger(__name__)
ENDINGS = ("leaves.gz", "sig", "tsr", "json")  # the body last: with it a checkpoint is whole
BY_MAIL = ("json", "sig", "tsr")
RETAINED_DAYS = 3650
TRANSPORTS = ("file", "s3", "mailto")


class BadPlace(Exception):
    """A place cannot be understood or reached; the message says why."""


def copy_to_places(folder: Path) -> list[str]:
    """What went wrong, a line a place; a place that is away holds up no other."""
    problems = []
    for place in settings.CHECKPOINT_COPIES:
        try:
            _copier(place)(folder)
        except Exception as error:  # whatever a library of a store raises
            problems.append(f"{place}: {error}")
            logger.error("checkpoints are not copied to %s", problems[-1])
    return problems


def _copier(place: str):
    parts = urlsplit(place)
    if parts.scheme == "file":
        return partial(_to_folder, to=Path(unquote(parts.path)))
    if parts.scheme == "s3":
        return partial(_to_store, place=place, parts=parts)
    if parts.scheme == "mailto":
        return partial(_by_mail, place=place, to=parts.path)
    raise BadPlace(f"begins with none of {', '.join(TRANSPORTS)}")


def _to_folder(folder: Path, *, to: Path) -> None:
    """The folder has to be there: one that is not mounted is not made on the disk below it."""
    if not to.is_dir():
        raise BadPlace("there is no such folder")
    (to / "keys").mkdir(exist_ok=True)
    for path in _files(folder):
        if not (to / path).exists():
            write_once(to / path, (folder / path).read_bytes())


def _files(folder: Path) -> Iterable[Path]:
    for key in sorted((folder / "keys").glob("*.pem")):
        yield key.relative_to(folder)
    for checkpoint in checkpoints_in(folder):
        yield from (path.relative_to(folder) for path in _files_of(checkpoint, ENDINGS))


def _files_of(checkpoint: Checkpoint, endings: Iterable[str]) -> list[Path]:
    return [path for ending in endings if (path := checkpoint.file(ending)).exists()]


def _to_store(folder: Path, *, place: str, parts) -> None:
    """In compliance mode nobody takes an object away before its day, the account's owner included;
    the bucket has to have been made with object lock.
    """
    try:
        import boto3
    except ImportError:
        raise BadPlace("to copy to an object store, install the package boto3") from None
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    store = boto3.client("s3", endpoint_url=options.get("endpoint"))
    until = datetime.now(UTC) + timedelta(days=int(options.get("days", RETAINED_DAYS)))
    sent = _Sent(folder, place)
    for path in _files(folder):
        if str(path) in sent.names:
            continue
        store.put_object(
            Bucket=parts.netloc,
            Key=f"{parts.path.strip('/')}/{path}".lstrip("/"),
            Body=(folder / path).read_bytes(),
            ChecksumAlgorithm="SHA256",
            ObjectLockMode="COMPLIANCE",
            ObjectLockRetainUntilDate=until,
        )
        sent.add(str(path))


def _by_mail(folder: Path, *, place: str, to: str) -> None:
    """Body, signature and stamp of each checkpoint: enough to see later that one was replaced."""
    if not settings.EMAIL_IS_SET_UP:
        raise BadPlace("no mail server is set up (EMAIL_URL)")
    sent = _Sent(folder, place)
    for checkpoint in checkpoints_in(folder):
        name = f"{checkpoint.number:06d}"
        if name in sent.names:
            continue
        letter = EmailMessage(
            f"checkpoint {name} {checkpoint.hash[:16]}",
            f"SHA-256 {checkpoint.hash}\nat {checkpoint.at}\n",
            to=[unquote(to)],
        )
        for path in _files_of(checkpoint, BY_MAIL):
            letter.attach(path.name, path.read_bytes(), "application/octet-stream")
        letter.send()
        sent.add(name)


class _Sent:
    """What was brought to a place that is not asked what it has."""

    def __init__(self, folder: Path, place: str):
        self._path, self._place = folder / "state" / "sent.json", place
        self._all = json.loads(self._path.read_text()) if self._path.exists() else {}
        self.names = set(self._all.get(place, []))

    def add(self, name: str) -> None:
        self.names.add(name)
        self._all[self._place] = sorted(self.names)
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".new")
        temporary.write_text(json.dumps(self._all))
        temporary.replace(self._path)
