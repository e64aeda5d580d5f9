"""The checkpoints' files, and whether they are one chain of signed links.

Of checkpoint 12 there are ``000012.json`` (the body), ``000012.sig`` (the signature over the body's
bytes), ``000012.leaves.gz`` (what was new or changed, a line a row), and, where a time stamp server
is set, ``000012.tsr``. ``keys/<id>.pem`` are the public keys, for reading alone: which of them is
believed follows from one that the reader brings.
"""

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext_noop as _

from .fault import Fault, What, fault, what
from .signing import is_signed, key_id

FORMAT = 1
FIRST = "0" * 64
BODY = re.compile(r"(\d{6,})\.json")


@dataclass(frozen=True)
class Checkpoint:
    folder: Path
    number: int

    def file(self, ending: str) -> Path:
        return self.folder / f"{self.number:06d}.{ending}"

    @cached_property
    def content(self) -> bytes:
        return self.file("json").read_bytes()

    @cached_property
    def body(self) -> dict:
        return json.loads(self.content)

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def signature(self) -> bytes:
        return self.file("sig").read_bytes()

    @property
    def at(self) -> str:
        return self.body["at"]

    @property
    def tables(self) -> dict[str, dict]:
        return {table["name"]: table for table in self.body["tables"]}

    def leaves(self) -> Iterator[tuple[str, int, bytes | None]]:
        """(covering, key, leaf) of each row that was new or changed; None where it is gone."""
        with gzip.open(self.file("leaves.gz"), "rt", encoding="ascii") as lines:
            for line in lines:
                name, key, leaf = line.split()
                yield name, int(key), None if leaf == "-" else bytes.fromhex(leaf)

    def leaves_agree(self) -> bool:
        try:
            with self.file("leaves.gz").open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.body["leaves"]
        except OSError:
            return False


def checkpoints_in(folder: Path) -> list[Checkpoint]:
    """In their order; raises nothing where some are missing or there is no folder."""
    matches = (BODY.fullmatch(path.name) for path in sorted(folder.glob("*.json")))
    return sorted(
        (Checkpoint(folder, int(match[1])) for match in matches if match),
        key=lambda checkpoint: checkpoint.number,
    )


@contextmanager
def alone_in(folder: Path):
    """One process at a time adds to a folder's checkpoints."""
    import fcntl

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_once(path: Path, content: bytes) -> None:
    """Whole or not at all. Raises FileExistsError where it is there: no checkpoint is replaced."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    finally:
        temporary.unlink()


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file at once: a reader sees the old content until the new one is whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def faults_of(chain: list[Checkpoint], trusted: bytes) -> Iterator[Fault]:
    """What is wrong with the links: a number missing, a link that does not fit the one before it, a
    signature or leaves that do not hold. ``trusted`` is a public key (PEM) that the reader has from
    elsewhere; another one is believed where a checkpoint signed by a believed one names it.
    """
    if not chain:
        yield fault("checkpoints", 0, what(_("there are no checkpoints")))
        return
    yield from _links(chain)
    yield from _signatures(chain, trusted)
    for checkpoint in chain:
        if not checkpoint.leaves_agree():
            yield _at(checkpoint, what(_("its file of leaves is missing or was changed")))


def is_whole(chain: list[Checkpoint]) -> bool:
    """Whether no checkpoint is missing, and the leaves of each are there."""
    numbers = [checkpoint.number for checkpoint in chain]
    return numbers == list(range(1, len(chain) + 1)) and all(map(Checkpoint.leaves_agree, chain))


def _links(chain: list[Checkpoint]) -> Iterator[Fault]:
    previous, number = FIRST, 1
    for checkpoint in chain:
        if checkpoint.number != number:
            yield fault("checkpoints", number, what(_("is missing")), wrong_at=number)
        elif checkpoint.body["number"] != number or checkpoint.body["previous"] != previous:
            yield _at(checkpoint, what(_("does not follow from the one before it")))
        previous, number = checkpoint.hash, checkpoint.number + 1


def _signatures(chain: list[Checkpoint], trusted: bytes) -> Iterator[Fault]:
    """The links before the first one signed by the trusted key are held by its chain of hashes, if
    their own keys lead to it.
    """
    key = trusted
    start = next((i for i, checkpoint in enumerate(chain) if _is_by(checkpoint, trusted)), None)
    if start is None:
        problem = what(_("none is signed by the key that is trusted"))
        yield fault("checkpoints", chain[0].number, problem)
        return
    if start:  # an older key: believed if it handed over to the trusted one
        key = _first_key(chain)
    for checkpoint in chain:
        if key is None or not _is_by(checkpoint, key):
            yield _at(checkpoint, what(_("is not signed by the key that is due")))
            continue
        if checkpoint.body.get("next_key"):
            key = checkpoint.body["next_key"].encode()


def _first_key(chain: list[Checkpoint]) -> bytes | None:
    path = chain[0].folder / "keys" / f"{chain[0].body['key']}.pem"
    return path.read_bytes() if path.exists() else None


def _is_by(checkpoint: Checkpoint, public: bytes) -> bool:
    try:
        return checkpoint.body["key"] == key_id(public) and is_signed(
            checkpoint.content, checkpoint.signature, public
        )
    except (OSError, ValueError):
        return False


def _at(checkpoint: Checkpoint, problem: What) -> Fault:
    return fault("checkpoints", checkpoint.number, problem, wrong_at=checkpoint.number)
